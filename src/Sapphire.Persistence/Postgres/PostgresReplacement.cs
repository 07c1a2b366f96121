using System.Collections.Immutable;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence.Postgres;

/// <summary>Stores events in the place of everything that there is of an id, in one transaction beside the writer, under the lock of the writers.</summary>
internal sealed class PostgresReplacement(string schema, AtomicWrite write, StoredPayload[] payloads)
{
    private string S => $"\"{schema}\"";

    /// <summary>Does it, and returns the ordering of the last event.</summary>
    public async Task<long> RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using NpgsqlBatch batch = new(connection, transaction);
        Add(batch, $"SELECT pg_advisory_xact_lock({PostgresSchema.LockClass.ToString(CultureInfo.InvariantCulture)}, hashtext($1))", Value(schema));
        Add(batch, $"SELECT epoch FROM {S}.epochs WHERE persistence_id = $1", Value(write.PersistenceId));
        long epoch = 0;
        await using (NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            await reader.NextResultAsync(cancellationToken);
            epoch = await reader.ReadAsync(cancellationToken) ? reader.GetInt64(0) : 0;
        }

        if (epoch != write.Epoch)
        {
            throw JournalRules.Fenced(write.PersistenceId, write.Epoch, epoch);
        }

        long ordering = await ReplaceAsync(connection, transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ordering;
    }

    /// <summary>The bytes of all tables and indexes.</summary>
    public static async Task<long> ReadSizeAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(
            "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind = 'r'", connection)
        {
            Parameters = { Value(schema) },
        };
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    private async Task<long> ReplaceAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        ImmutableArray<JournalEntry> events = write.Events;
        (string Tag, long Number)[] tags = [.. events.SelectMany(e => e.Tags.IsDefault ? [] : e.Tags.Distinct(StringComparer.Ordinal).Select(tag => (tag, e.SequenceNr)))];
        await using NpgsqlBatch batch = new(connection, transaction);

        // The tags go with their events.
        Add(batch, $"DELETE FROM {S}.journal WHERE persistence_id = $1", Value(write.PersistenceId));
        Add(batch, $"DELETE FROM {S}.snapshot WHERE persistence_id = $1", Value(write.PersistenceId));
        Add(
            batch,
            $"""
            INSERT INTO {S}.journal (created, persistence_id, sequence_number, message, manifest, writer_uuid, encoding, checksum, epoch)
            SELECT e.created, $1, e.number, e.message, e.manifest, '', e.encoding, e.checksum, $2
              FROM unnest($3, $4, $5, $6, $7, $8) AS e(created, number, message, manifest, encoding, checksum) ORDER BY e.number
            """,
            Value(write.PersistenceId),
            Value(write.Epoch),
            Values(NpgsqlDbType.Bigint, events.Select(e => e.Timestamp.ToUnixTimeMilliseconds())),
            Values(NpgsqlDbType.Bigint, events.Select(e => e.SequenceNr)),
            Values(NpgsqlDbType.Bytea, payloads.Select(p => p.Bytes)),
            Values(NpgsqlDbType.Text, events.Select(e => e.Manifest)),
            Values(NpgsqlDbType.Integer, payloads.Select(p => p.Encoding)),
            Values(NpgsqlDbType.Bigint, payloads.Select(p => p.Checksum!.Value)));
        Add(
            batch,
            $"INSERT INTO {S}.tags (tag, ordering) SELECT t.tag, j.ordering FROM unnest($2, $3) AS t(tag, number) JOIN {S}.journal j ON j.persistence_id = $1 AND j.sequence_number = t.number",
            Value(write.PersistenceId),
            Values(NpgsqlDbType.Text, tags.Select(t => t.Tag)),
            Values(NpgsqlDbType.Bigint, tags.Select(t => t.Number)));
        Add(
            batch,
            $"""
            UPDATE {S}.journal j SET tags = g.tags
              FROM (SELECT number, array_agg(tag ORDER BY tag COLLATE "C") AS tags FROM unnest($2, $3) AS t(tag, number) GROUP BY number) g
             WHERE j.persistence_id = $1 AND j.sequence_number = g.number
            """,
            Value(write.PersistenceId),
            Values(NpgsqlDbType.Text, tags.Select(t => t.Tag)),
            Values(NpgsqlDbType.Bigint, tags.Select(t => t.Number)));

        // A new generation: what writers believe of the id's numbers no longer holds.
        Add(batch, $"UPDATE {S}.epochs SET epoch = epoch WHERE persistence_id = $1", Value(write.PersistenceId));
        Add(
            batch,
            $"SELECT max(ordering), pg_notify($2, max(ordering)::text) FROM {S}.journal WHERE persistence_id = $1",
            Value(write.PersistenceId),
            Value(PostgresSchema.Channel(schema)));
        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken);
        do
        {
            if (await reader.ReadAsync(cancellationToken))
            {
                return reader.GetInt64(0);
            }
        }
        while (await reader.NextResultAsync(cancellationToken));

        throw new InvalidOperationException("What was stored has no ordering.");
    }

    private static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
#pragma warning disable CA2100 // Constants with a schema's name that was checked.
        NpgsqlBatchCommand command = new(sql);
#pragma warning restore CA2100
        foreach (NpgsqlParameter parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        batch.BatchCommands.Add(command);
    }

    private static NpgsqlParameter Value(string value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter Value(long value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Bigint };

    private static NpgsqlParameter Values<T>(NpgsqlDbType type, IEnumerable<T> values) => new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
}
