using Microsoft.Data.Sqlite;
using Sapphire.Persistence.Sqlite;
using Sapphire.Postgres.TestKit;

namespace Sapphire.Persistence.Tests.Faults;

/// <summary>kill -9 at random moments, fifty writers, a read model beside them, always on the same store.</summary>
public sealed class JournalKillTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static int Kills => Soak.Count(inTests: 20, inSoak: 1000);

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("soak", "journal-kill")]
    public async Task On_SQLite_every_acknowledged_event_is_there_once_after_kill_9()
    {
        LedgerStore store = new(LedgerStoreKind.Sqlite, _folder.File("journal.db"), _folder.File("views"));

        // Small checkpoints in every other run: they must not fall outside of short ones.
        await new LedgerKills("SQLite", store).RunAsync(Kills, async (run, random) =>
        {
            await run.GoAsync(random.Next(2) == 0 ? null : 64 << 10);
            return await KillWritersAsync(run, random);
        });
        Integrity(store.Journal).ShouldBe("ok");
    }

    [Fact]
    [Trait("soak", "journal-kill")]
    public async Task On_PostgreSQL_every_acknowledged_event_is_there_once_after_kill_9_of_writers_and_server()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        string database = await server.NewDatabaseAsync();
        LedgerStore store = new(LedgerStoreKind.Postgres, database, _folder.File("views"));
        LedgerKills kills = new("PostgreSQL", store)
        {
            Warm = new(LedgerStoreKind.Postgres, await server.NewDatabaseAsync(), _folder.File("warm-views")),
            Settled = () => Backends.UntilGoneAsync(database),
        };
        await kills.RunAsync(Kills, async (run, random) =>
        {
            await run.GoAsync(null);
            try
            {
                return await KillAsync(server, run, random);
            }
            catch
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"The server's log ends with:\n{string.Join('\n', server.Log.Split('\n').TakeLast(40))}");
                throw;
            }
        });
    }

    private static async Task<string> KillAsync(PostgresServer server, LedgerRun run, Random random)
    {
        switch (random.Next(16))
        {
            case 0:
                // The writers live on, learn what became of their writes, and go on by themselves.
                await run.UntilAcknowledgedAsync(random.Next(1, 400));
                await server.KillAsync();
                await server.StartAgainAsync();
                await run.UntilAcknowledgedAsync(200);
                await run.EndAsync();
                return "of the server, then of the writers";
            case 1:
                await run.UntilAcknowledgedAsync(random.Next(1, 400));
                await server.KillAsync();
                await run.EndAsync();
                await server.StartAgainAsync();
                return "of the server and the writers at once";
            default:
                return await KillWritersAsync(run, random);
        }
    }

    private static async Task<string> KillWritersAsync(LedgerRun run, Random random)
    {
        if (random.Next(6) == 0)
        {
            await run.KillAfterAsync(TimeSpan.FromMilliseconds(random.Next(1, 150)));
            return run.Acknowledgements == 0 ? "before the first write" : "at a time";
        }

        await run.KillAfterAsync(random.Next(1, 700), random.Next(60_000));
        return "while writing";
    }

    private static string? Integrity(string path)
    {
        using SqliteConnection connection = SqliteFile.Open(new(path));
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        return (string?)command.ExecuteScalar();
    }
}
