using System.Collections.Immutable;
using Npgsql;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence.Postgres;

/// <summary>The reads, each one statement over a connection that is given. The server keeps them prepared.</summary>
internal sealed class PostgresReader
{
    // A page ends early rather than hold many large payloads at once. The server counts what is stored, so that it does not send
    // more; we count what comes of it.
    private const long PageBytes = 4L << 20;
    private readonly string _byId;
    private readonly string _all;
    private readonly string _byTag;
    private readonly string _ids;
    private readonly string _highest;
    private readonly string _deletedTo;
    private readonly string _snapshot;

    public PostgresReader(string schema)
    {
        const string Values = "j.sequence_number, j.created, j.manifest, j.message, j.encoding, j.checksum, j.epoch, j.tags";
        const string Columns = $"j.ordering, j.persistence_id, {Values}";
        _byId = Page($"SELECT j.ordering, NULL::text AS persistence_id, {Values} FROM {schema}.journal j WHERE j.persistence_id = $1 AND j.sequence_number BETWEEN $2 AND $3 AND NOT j.deleted ORDER BY j.sequence_number LIMIT $4", "sequence_number");
        _all = Page($"SELECT {Columns} FROM {schema}.journal j WHERE j.ordering > $1 AND NOT j.deleted ORDER BY j.ordering LIMIT $2", "ordering");
        _byTag = Page($"SELECT {Columns} FROM {schema}.tags g JOIN {schema}.journal j ON j.ordering = g.ordering WHERE g.tag = $1 AND g.ordering > $2 AND NOT j.deleted ORDER BY g.ordering LIMIT $3", "ordering");
        _ids = $"""
            WITH RECURSIVE ids AS (
                (SELECT persistence_id AS id FROM {schema}.journal WHERE persistence_id > $1 ORDER BY persistence_id LIMIT 1)
                UNION ALL
                SELECT (SELECT j.persistence_id FROM {schema}.journal j WHERE j.persistence_id > ids.id ORDER BY j.persistence_id LIMIT 1) FROM ids WHERE ids.id IS NOT NULL)
            SELECT id FROM ids WHERE id IS NOT NULL LIMIT $2
            """;
        _highest = $"SELECT sequence_number FROM {schema}.journal WHERE persistence_id = $1 ORDER BY sequence_number DESC LIMIT 1";
        _deletedTo = $"SELECT CASE WHEN deleted THEN sequence_number ELSE 0 END FROM {schema}.journal WHERE persistence_id = $1 ORDER BY sequence_number LIMIT 1";
        _snapshot = $"SELECT sequence_number, created, manifest, snapshot, encoding, checksum FROM {schema}.snapshot WHERE persistence_id = $1 AND sequence_number BETWEEN $2 AND $3 AND created BETWEEN $4 AND $5 ORDER BY sequence_number DESC LIMIT 1";
    }

    public Task<ImmutableArray<JournalRow>> ReadAsync(NpgsqlConnection connection, string persistenceId, long from, long to, int limit, CancellationToken cancellationToken) =>
        RowsAsync(connection, _byId, persistenceId, cancellationToken, Text(persistenceId), Number(from), Number(to), Number(limit));

    public Task<ImmutableArray<JournalRow>> ReadAllAsync(NpgsqlConnection connection, long after, int limit, CancellationToken cancellationToken) =>
        RowsAsync(connection, _all, null, cancellationToken, Number(after), Number(limit));

    public Task<ImmutableArray<JournalRow>> ReadTagAsync(NpgsqlConnection connection, string tag, long after, int limit, CancellationToken cancellationToken) =>
        RowsAsync(connection, _byTag, null, cancellationToken, Text(tag), Number(after), Number(limit));

    public async Task<ImmutableArray<string>> ReadPersistenceIdsAsync(NpgsqlConnection connection, string? after, int limit, CancellationToken cancellationToken)
    {
        ImmutableArray<string>.Builder ids = ImmutableArray.CreateBuilder<string>();
        await using NpgsqlCommand command = await PostgresCommands.PrepareAsync(connection, _ids, cancellationToken, Text(after ?? ""), Number(limit));
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetString(0));
        }

        return ids.DrainToImmutable();
    }

    public async Task<long> HighestSequenceNrAsync(NpgsqlConnection connection, string persistenceId, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = await PostgresCommands.PrepareAsync(connection, _highest, cancellationToken, Text(persistenceId));
        return await command.ExecuteScalarAsync(cancellationToken) as long? ?? 0;
    }

    public async Task<long> DeletedToAsync(NpgsqlConnection connection, string persistenceId, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = await PostgresCommands.PrepareAsync(connection, _deletedTo, cancellationToken, Text(persistenceId));
        return await command.ExecuteScalarAsync(cancellationToken) as long? ?? 0;
    }

    public async Task<SnapshotRow?> LoadSnapshotAsync(NpgsqlConnection connection, string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = await PostgresCommands.PrepareAsync(
            connection,
            _snapshot,
            cancellationToken,
            Text(persistenceId),
            Number(criteria.MinSequenceNr),
            Number(criteria.MaxSequenceNr),
            Number(criteria.MinTimestamp?.ToUnixTimeMilliseconds() ?? long.MinValue),
            Number(criteria.MaxTimeStamp?.ToUnixTimeMilliseconds() ?? long.MaxValue));
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Snapshot(reader, persistenceId) : null;
    }

    private static NpgsqlParameter Text(string value) => PostgresCommands.Text(value);

    private static NpgsqlParameter Number(long value) => PostgresCommands.Number(value);

    private static string Page(string rows, string order) =>
        $"SELECT * FROM (SELECT p.*, sum(octet_length(p.message)) OVER (ORDER BY p.{order} ROWS UNBOUNDED PRECEDING) - octet_length(p.message) AS bytes_before FROM ({rows}) p) q WHERE q.bytes_before < {PageBytes} ORDER BY q.{order}";

    private static async Task<ImmutableArray<JournalRow>> RowsAsync(NpgsqlConnection connection, string sql, string? persistenceId, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        ImmutableArray<JournalRow>.Builder rows = ImmutableArray.CreateBuilder<JournalRow>();
        await using NpgsqlCommand command = await PostgresCommands.PrepareAsync(connection, sql, cancellationToken, parameters);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        long bytes = 0;
        while (bytes < PageBytes && await reader.ReadAsync(cancellationToken))
        {
            JournalRow row = Row(reader, persistenceId);
            bytes += row.Payload.Length;
            rows.Add(row);
        }

        return rows.DrainToImmutable();
    }

    // These take a row that is in memory: nothing is waited for.
    private static JournalRow Row(NpgsqlDataReader reader, string? persistenceId)
    {
        string id = persistenceId ?? reader.GetString(1);
        long sequenceNr = reader.GetInt64(2);
        string manifest = reader.GetString(4);
        byte[] payload = PayloadCodec.Decode(
            id, sequenceNr, manifest, reader.GetFieldValue<byte[]>(5), reader.GetInt32(6), reader.IsDBNull(7) ? null : reader.GetInt64(7));
        return new(reader.GetInt64(0), id, sequenceNr, manifest, payload, PayloadCodec.Time(id, sequenceNr, reader.GetInt64(3)))
        {
            Epoch = reader.GetInt64(8),
            Tags = reader.IsDBNull(9) ? [] : [.. reader.GetFieldValue<string[]>(9)],
        };
    }

    private static SnapshotRow Snapshot(NpgsqlDataReader reader, string persistenceId)
    {
        long sequenceNr = reader.GetInt64(0);
        string manifest = reader.GetString(2);
        byte[] payload = PayloadCodec.Decode(
            persistenceId, sequenceNr, manifest, reader.GetFieldValue<byte[]>(3), reader.GetInt32(4), reader.IsDBNull(5) ? null : reader.GetInt64(5));
        return new(persistenceId, sequenceNr, manifest, payload, PayloadCodec.Time(persistenceId, sequenceNr, reader.GetInt64(1)));
    }
}
