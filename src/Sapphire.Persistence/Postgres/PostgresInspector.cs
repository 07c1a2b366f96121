using System.Collections.Immutable;
using System.Globalization;
using Npgsql;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence.Postgres;

/// <summary>Reads rows as they are stored, and asks the server for damage.</summary>
internal sealed class PostgresInspector(string schema)
{
    private const long PageBytes = 4L << 20;

    public async Task<ImmutableArray<StoredEvent>> ReadStoredAsync(NpgsqlConnection connection, long after, int limit, CancellationToken cancellationToken)
    {
        ImmutableArray<StoredEvent>.Builder rows = ImmutableArray.CreateBuilder<StoredEvent>();
        await using NpgsqlCommand command = await PostgresCommands.PrepareAsync(
            connection,
            Page($"SELECT ordering, persistence_id, sequence_number, manifest, message AS payload, encoding, checksum, epoch, deleted, created FROM {schema}.journal WHERE ordering > $1 ORDER BY ordering LIMIT $2", "ordering"),
            cancellationToken,
            PostgresCommands.Number(after),
            PostgresCommands.Number(limit));
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new(
                reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2), reader.GetString(3), Payload(reader, 4), reader.GetInt64(7), reader.GetBoolean(8), Time(reader, 9)));
        }

        return rows.DrainToImmutable();
    }

    public async Task<ImmutableArray<StoredSnapshot>> ReadStoredSnapshotsAsync(NpgsqlConnection connection, string? afterId, long afterNumber, int limit, CancellationToken cancellationToken)
    {
        ImmutableArray<StoredSnapshot>.Builder rows = ImmutableArray.CreateBuilder<StoredSnapshot>();
        await using NpgsqlCommand command = await PostgresCommands.PrepareAsync(
            connection,
            Page($"SELECT persistence_id, sequence_number, manifest, snapshot AS payload, encoding, checksum, created FROM {schema}.snapshot WHERE (persistence_id, sequence_number) > ($1, $2) ORDER BY persistence_id, sequence_number LIMIT $3", "persistence_id, sequence_number"),
            cancellationToken,
            PostgresCommands.Text(afterId ?? ""),
            PostgresCommands.Number(afterNumber),
            PostgresCommands.Number(limit));
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new(reader.GetString(0), reader.GetInt64(1), reader.GetString(2), Payload(reader, 3), Time(reader, 6)));
        }

        return rows.DrainToImmutable();
    }

    public async Task<ImmutableArray<EpochRow>> ReadEpochsAsync(NpgsqlConnection connection, string? after, int limit, CancellationToken cancellationToken)
    {
        ImmutableArray<EpochRow>.Builder rows = ImmutableArray.CreateBuilder<EpochRow>();
        await using NpgsqlCommand command = await PostgresCommands.PrepareAsync(
            connection,
            $"SELECT persistence_id, epoch FROM {schema}.epochs WHERE persistence_id > $1 ORDER BY persistence_id LIMIT $2",
            cancellationToken,
            PostgresCommands.Text(after ?? ""),
            PostgresCommands.Number(limit));
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new(reader.GetString(0), reader.GetInt64(1)));
        }

        return rows.DrainToImmutable();
    }

    public async Task<JournalSize> ReadSizeAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => new(
        await NumberAsync(connection, $"SELECT coalesce(sum(pg_total_relation_size(oid)), 0) FROM pg_class WHERE relkind = 'r' AND relnamespace = '{schema}'::regnamespace", cancellationToken),
        null);

    /// <summary>
    /// Indexes that are not valid, pages whose checksum did not match (where the server keeps them), tables of which the index
    /// shows other rows than the table itself, and what the extension amcheck finds (where the database has it).
    /// </summary>
    public async Task<ImmutableArray<string>> CheckIntegrityAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        ImmutableArray<string>.Builder faults = ImmutableArray.CreateBuilder<string>();
        string name = schema.Trim('"');
        foreach (string index in await StringsAsync(
            connection, "SELECT c.relname::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND NOT i.indisvalid", name, cancellationToken))
        {
            faults.Add($"The index {index} is not valid. Rebuild it with: REINDEX INDEX {schema}.{index}");
        }

        if (await NumberAsync(connection, "SELECT coalesce(checksum_failures, 0) FROM pg_stat_database WHERE datname = current_database()", cancellationToken) is > 0 and var failures)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"The server has counted {failures} pages of this database whose checksum does not match."));
        }

        foreach (string table in new[] { "journal", "snapshot", "epochs", "tags" })
        {
            await CompareAsync(connection, table, faults, cancellationToken);
        }

        if (await NumberAsync(connection, "SELECT count(*) FROM pg_extension WHERE extname = 'amcheck'", cancellationToken) > 0)
        {
            await CheckIndexesAsync(connection, name, faults, cancellationToken);
        }

        return faults.DrainToImmutable();
    }

    private static string Page(string rows, string order) =>
        $"SELECT * FROM (SELECT p.*, sum(octet_length(p.payload)) OVER (ORDER BY {order} ROWS UNBOUNDED PRECEDING) - octet_length(p.payload) AS bytes_before FROM ({rows}) p) q WHERE q.bytes_before < {PageBytes} ORDER BY {order}";

    private static StoredPayload Payload(NpgsqlDataReader reader, int column) =>
        new(reader.GetFieldValue<byte[]>(column), reader.GetInt32(column + 1), reader.IsDBNull(column + 2) ? null : reader.GetInt64(column + 2));

    private static DateTimeOffset Time(NpgsqlDataReader reader, int column) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    // The table itself, and then through its primary key; in one transaction both see the same.
    private async Task CompareAsync(NpgsqlConnection connection, string table, ImmutableArray<string>.Builder faults, CancellationToken cancellationToken)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        try
        {
            await ExecuteAsync(connection, "SET LOCAL enable_seqscan = on; SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off; SET LOCAL enable_bitmapscan = off", cancellationToken);
            long rows = await NumberAsync(connection, $"SELECT count(*) FROM {schema}.{table}", cancellationToken);
            await ExecuteAsync(connection, "SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = on; SET LOCAL enable_indexonlyscan = on", cancellationToken);
            string key = table switch { "journal" => "ordering", "tags" => "tag", _ => "persistence_id" };
            long indexed = await NumberAsync(connection, $"SELECT count(*) FROM (SELECT {key} FROM {schema}.{table} ORDER BY {key}) k", cancellationToken);
            if (rows != indexed)
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"The table {table} has {rows} rows, and its index shows {indexed}. Rebuild its indexes with: REINDEX TABLE {schema}.{table}"));
            }
        }
        catch (PostgresException e) when (e.SqlState.StartsWith("XX", StringComparison.Ordinal) || e.SqlState.StartsWith("58", StringComparison.Ordinal))
        {
            faults.Add($"The table {table} cannot be read whole: {e.MessageText}");
        }

        await transaction.RollbackAsync(cancellationToken);
    }

    private static async Task CheckIndexesAsync(NpgsqlConnection connection, string name, ImmutableArray<string>.Builder faults, CancellationToken cancellationToken)
    {
        foreach (string index in await StringsAsync(
            connection,
            "SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND i.indisvalid AND c.relam = (SELECT oid FROM pg_am WHERE amname = 'btree')",
            name,
            cancellationToken))
        {
            try
            {
                await using NpgsqlCommand command = new("SELECT bt_index_check($1::regclass)", connection) { Parameters = { new() { Value = index } } };
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
            catch (PostgresException e) when (e.SqlState.StartsWith("XX", StringComparison.Ordinal))
            {
                faults.Add($"The index {index} is damaged: {e.MessageText}. Rebuild it with: REINDEX INDEX {index}");
            }
        }
    }

#pragma warning disable CA2100 // Constants with a schema's name that was checked.
    private static async Task<List<string>> StringsAsync(NpgsqlConnection connection, string sql, string parameter, CancellationToken cancellationToken)
    {
        List<string> strings = [];
        await using NpgsqlCommand command = new(sql, connection) { Parameters = { new() { Value = parameter } } };
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            strings.Add(reader.GetString(0));
        }

        return strings;
    }

    private static async Task<long> NumberAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
#pragma warning restore CA2100
}
