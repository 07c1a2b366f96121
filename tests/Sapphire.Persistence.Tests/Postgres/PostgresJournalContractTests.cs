using Npgsql;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Postgres;
using Sapphire.Persistence.Tests.Contract;
using Sapphire.Postgres.TestKit;

namespace Sapphire.Persistence.Tests.Postgres;

/// <summary>The contract on PostgreSQL: a database of its own for each test, on one server for all of them.</summary>
public sealed class PostgresJournalContractTests : DurableJournalContract
{
    private readonly List<PostgresJournal> _open = [];
    private string? _connectionString;

    public override ValueTask DisposeAsync() => CloseAsync();

    protected override async Task<IJournal> OpenAsync(int? maxPayloadBytes = null)
    {
        _connectionString ??= await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        PostgresJournal journal = PostgresJournal.Open(maxPayloadBytes is { } bytes
            ? new(_connectionString) { MaxPayloadBytes = bytes, MaxSnapshotBytes = 10 * bytes }
            : new(_connectionString));
        _open.Add(journal);
        return journal;
    }

    protected override async Task<IJournal> ReopenAsync()
    {
        await CloseAsync();
        return await OpenAsync();
    }

    protected override Task DamageEventAsync(string persistenceId, long sequenceNr) => DamageAsync("journal", "message", persistenceId, sequenceNr);

    protected override Task DamageSnapshotAsync(string persistenceId, long sequenceNr) => DamageAsync("snapshot", "snapshot", persistenceId, sequenceNr);

    private async Task DamageAsync(string table, string column, string persistenceId, long sequenceNr)
    {
        await using NpgsqlConnection connection = new(_connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using NpgsqlCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants only.
        command.CommandText = $"UPDATE sapphire.{table} SET {column} = set_byte({column}, octet_length({column}) - 1, get_byte({column}, octet_length({column}) - 1) # 1) WHERE persistence_id = $1 AND sequence_number = $2";
#pragma warning restore CA2100
        command.Parameters.Add(new() { Value = persistenceId });
        command.Parameters.Add(new() { Value = sequenceNr });
        (await command.ExecuteNonQueryAsync()).ShouldBe(1);
    }

    private async ValueTask CloseAsync()
    {
        foreach (PostgresJournal journal in _open)
        {
            await journal.DisposeAsync();
        }

        _open.Clear();
    }
}
