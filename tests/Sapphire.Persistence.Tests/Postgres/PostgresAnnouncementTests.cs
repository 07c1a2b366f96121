using Npgsql;
using Sapphire.Persistence.Postgres;
using Sapphire.Persistence.Tests.Journal;
using Sapphire.Postgres.TestKit;

namespace Sapphire.Persistence.Tests.Postgres;

/// <summary>Commits are announced to other programs, and to nobody where there is none.</summary>
public sealed class PostgresAnnouncementTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_commit_is_announced_only_while_another_program_is_there()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        string database = await server.NewDatabaseAsync();
        await using PostgresJournal journal = PostgresJournal.Open(new(database));
        long epoch = await journal.RaiseEpochAsync("a");
        await using NpgsqlConnection ear = new(database + ";Pooling=false");
        await ear.OpenAsync(Cancelled);
        List<string> heard = [];
        ear.Notification += (_, e) => heard.Add(e.Payload);
        await RunAsync("LISTEN sapphire_journal");

        await journal.WriteAsync(Entries.Write("a", epoch, 1));
        await using (PostgresJournal other = PostgresJournal.Open(new(database)))
        {
            other.LastOrdering.ShouldBe(1);
            await journal.WriteAsync(Entries.Write("a", epoch, 2));
            await other.WaitForOrderingAfterAsync(1, Cancelled).WaitAsync(TimeSpan.FromSeconds(20), Cancelled);
        }

        await journal.WriteAsync(Entries.Write("a", epoch, 3));
        await HearAsync();
        heard.ShouldBe(["2"]);

        // What a crashed program left counts until the next one starts.
        await RunAsync("INSERT INTO sapphire.writers (writer_uuid, pid) VALUES ('crashed', 0)");
        await journal.WriteAsync(Entries.Write("a", epoch, 4));
        await PostgresJournal.Open(new(database)).DisposeAsync();
        await journal.WriteAsync(Entries.Write("a", epoch, 5));
        await HearAsync();
        heard.ShouldBe(["2", "4"]);

        // The answer comes behind what was announced before it.
        Task HearAsync() => RunAsync("SELECT 1");

        async Task RunAsync(string sql)
        {
#pragma warning disable CA2100 // Constants.
            await using NpgsqlCommand command = new(sql, ear);
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(Cancelled);
        }
    }
}
