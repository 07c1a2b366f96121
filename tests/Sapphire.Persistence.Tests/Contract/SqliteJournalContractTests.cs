using Microsoft.Data.Sqlite;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Tests.Contract;

/// <summary>The contract on SQLite: a file of its own for each test.</summary>
public sealed class SqliteJournalContractTests : DurableJournalContract
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<SqliteJournal> _open = [];

    private string JournalPath => _folder.File("journal.db");

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _folder.Dispose();
    }

    protected override Task<IJournal> OpenAsync(int? maxPayloadBytes = null)
    {
        // What waits for the disk is tested elsewhere; two programs on one file wait for each other longer than by default.
        SqliteJournalOptions options = new(JournalPath) { Synchronous = SqliteSynchronous.Normal, BusyTimeout = Patience };
        SqliteJournal journal = SqliteJournal.Open(maxPayloadBytes is { } bytes ? options with { MaxPayloadBytes = bytes, MaxSnapshotBytes = 10 * bytes } : options);
        _open.Add(journal);
        return Task.FromResult<IJournal>(journal);
    }

    protected override async Task<IJournal> ReopenAsync()
    {
        await CloseAsync();
        return await OpenAsync();
    }

    protected override Task DamageEventAsync(string persistenceId, long sequenceNr) => DamageAsync("journal", "message", persistenceId, sequenceNr);

    protected override Task DamageSnapshotAsync(string persistenceId, long sequenceNr) => DamageAsync("snapshot", "snapshot", persistenceId, sequenceNr);

    private Task DamageAsync(string table, string column, string persistenceId, long sequenceNr)
    {
        using SqliteConnection connection = SqliteFile.Open(new(JournalPath));
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants only.
        command.CommandText = $"UPDATE {table} SET {column} = CAST(substr({column}, 1, length({column}) - 1) || CASE substr({column}, -1) WHEN x'00' THEN x'01' ELSE x'00' END AS BLOB) WHERE persistence_id = $id AND sequence_number = $nr";
#pragma warning restore CA2100
        command.Parameters.AddWithValue("$id", persistenceId);
        command.Parameters.AddWithValue("$nr", sequenceNr);
        command.ExecuteNonQuery().ShouldBe(1);
        return Task.CompletedTask;
    }

    private async Task CloseAsync()
    {
        foreach (SqliteJournal journal in _open)
        {
            await journal.DisposeAsync();
        }

        _open.Clear();
    }
}
