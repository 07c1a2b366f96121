using System.Collections.Immutable;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Sapphire.Persistence.Postgres;

/// <summary>The writer's connection with its prepared statements. Used by the writer thread alone, so its calls wait.</summary>
internal sealed class PostgresSession : IDisposable
{
    private const NpgsqlDbType Texts = NpgsqlDbType.Array | NpgsqlDbType.Text;
    private const NpgsqlDbType Bigints = NpgsqlDbType.Array | NpgsqlDbType.Bigint;
    private const NpgsqlDbType Integers = NpgsqlDbType.Array | NpgsqlDbType.Integer;
    private const NpgsqlDbType Blobs = NpgsqlDbType.Array | NpgsqlDbType.Bytea;
    private readonly KnownOwners _known = new();
    private readonly string _schema;
    private readonly Action<int>? _appended;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _append;
    private readonly NpgsqlCommand _raiseEpochs;
    private readonly NpgsqlCommand _saveSnapshots;
    private readonly NpgsqlCommand _deleteEvents;
    private readonly NpgsqlCommand _deleteSnapshots;
    private readonly NpgsqlCommand _stored;

    private PostgresSession(NpgsqlConnection connection, PostgresJournalOptions options, string writer)
    {
        _appended = options.Committed;
        _connection = connection;
        Writer = writer;
        string s = $"\"{options.Schema}\"";
        _schema = s;
        _append = Prepare(
            $"SELECT base, generation, epochs, highest FROM {s}.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
            NpgsqlDbType.Text, NpgsqlDbType.Bigint, Texts, Bigints, Bigints, Texts, Bigints, Bigints, Bigints, Texts, Blobs, Integers, Bigints, Texts, Integers);
        _raiseEpochs = Prepare($"SELECT epochs, generation_before, generation FROM {s}.raise_epochs($1, $2)", NpgsqlDbType.Text, Texts);
        _saveSnapshots = Prepare(
            $"SELECT {s}.save_snapshots($1, $2, $3, $4, $5, $6, $7, $8, $9)", NpgsqlDbType.Text, Texts, Bigints, Bigints, Bigints, Texts, Blobs, Integers, Bigints);
        _deleteEvents = Prepare($"SELECT {s}.delete_events($1, $2, $3, $4)", NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Bigint, NpgsqlDbType.Bigint);
        _deleteSnapshots = Prepare(
            $"SELECT {s}.delete_snapshots($1, $2, $3, $4, $5, $6, $7)",
            NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Bigint, NpgsqlDbType.Bigint, NpgsqlDbType.Bigint, NpgsqlDbType.Bigint, NpgsqlDbType.Bigint);
        _stored = Prepare(
            $"SELECT g.i::integer, j.ordering FROM unnest($2, $3, $4) WITH ORDINALITY AS g(id, number, epoch, i) JOIN {s}.journal j ON j.persistence_id = g.id AND j.sequence_number = g.number WHERE j.epoch = g.epoch AND j.writer_uuid = $1",
            NpgsqlDbType.Text, Texts, Bigints, Bigints);
    }

    /// <summary>The name of this connection among the writers, and in the rows that it writes.</summary>
    public string Writer { get; }

    /// <summary>The last event that was stored when the session began.</summary>
    public long LastOrdering { get; private set; }

    /// <summary>Connects, and takes the place of the connection named <paramref name="before"/>, whose statements are refused from now on.</summary>
    public static PostgresSession Open(PostgresTarget target, PostgresJournalOptions options, string? before)
    {
        NpgsqlConnection connection = new(target.Single);
        try
        {
            connection.Open();
            PostgresMigrations.Apply(connection, options.Schema, target);
            PostgresSession session = new(connection, options, Guid.CreateVersion7().ToString("N"));
            session.Begin(options, before);
            return session;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Ends connections that hold the lock of the writers while their program does nothing: one that was frozen, or a person's.</summary>
    /// <returns>How many.</returns>
    public static int EndIdleHolders(PostgresTarget target, PostgresJournalOptions options)
    {
        using NpgsqlConnection connection = new(target.Single);
        connection.Open();
        using NpgsqlCommand command = new(
            """
            SELECT count(pg_terminate_backend(a.pid))
              FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
             WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
               AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
               AND l.classid::bigint = $1 AND l.objid::bigint = (hashtext($2)::bigint & 4294967295)
               AND a.wait_event = 'ClientRead' AND a.state_change < clock_timestamp() - $3 * interval '1 second'
            """,
            connection)
        {
            Parameters = { new() { Value = (long)PostgresSchema.LockClass }, new() { Value = options.Schema }, new() { Value = options.IdleLockLimit.TotalSeconds } },
        };
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>Appends the events of all requests, all or none.</summary>
    public AppendOutcome Append(List<PostgresRequest> requests)
    {
        try
        {
            return TryAppend(requests) ?? TryAppend(requests) ?? throw new InvalidOperationException("Ids that were all looked at cannot be of an old generation.");
        }
        catch
        {
            // Perhaps since what was believed of an id is not so.
            _known.Forget();
            throw;
        }
    }

    /// <summary>The new epochs, in the order of the ids, which are distinct.</summary>
    public long[] RaiseEpochs(string[] ids)
    {
        Set(_raiseEpochs, Writer, ids);
        using NpgsqlDataReader reader = _raiseEpochs.ExecuteReader();
        reader.Read();
        long[] epochs = reader.GetFieldValue<long[]>(0);
        long before = reader.GetInt64(1);
        long generation = reader.GetInt64(2);
        Committed(reader);
        _known.Raised(ids, before, generation);
        return epochs;
    }

    /// <summary>Saves snapshots of distinct ids, all or none. Null when it is done; else the epochs that hold.</summary>
    public long[]? SaveSnapshots(List<SnapshotRequest> requests)
    {
        Set(
            _saveSnapshots,
            Writer,
            requests.Select(r => r.PersistenceId).ToArray(),
            requests.Select(r => r.Epoch).ToArray(),
            requests.Select(r => r.Snapshot.SequenceNr).ToArray(),
            requests.Select(r => r.Snapshot.Timestamp.ToUnixTimeMilliseconds()).ToArray(),
            requests.Select(r => r.Snapshot.Manifest).ToArray(),
            requests.Select(r => r.Payload.Bytes).ToArray(),
            requests.Select(r => r.Payload.Encoding).ToArray(),
            requests.Select(r => r.Payload.Checksum!.Value).ToArray());
        return Scalar(_saveSnapshots) as long[];
    }

    /// <summary>The epoch that holds, when it is another one; and the ordering of the last event.</summary>
    public (long? Epoch, long Ordering) Replace(ReplaceRequest request)
    {
        // What was known of the id is over.
        _known.Forget();
        AppendBatch batch = AppendBatch.Of([request], _known);
        using NpgsqlCommand command = Prepare(
            $"SELECT found_epoch, base FROM {_schema}.replace_events($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Bigint, Texts, Bigints, Bigints, Bigints, Texts, Blobs, Integers, Bigints, Texts, Integers);
        Set(
            command, Writer, request.PersistenceId, request.Epoch, batch.EventIds, batch.EventEpochs, batch.Numbers, batch.Created, batch.Manifests,
            batch.Messages, batch.Encodings, batch.Checksums, batch.Tags, batch.Tagged);
        using NpgsqlDataReader reader = command.ExecuteReader();
        reader.Read();
        long? epoch = reader.IsDBNull(0) ? null : reader.GetInt64(0);
        long ordering = reader.IsDBNull(1) ? 0 : reader.GetInt64(1) + request.Rows;
        Committed(reader);
        return (epoch, ordering);
    }

    /// <summary>Null when it is done; else the epoch that holds.</summary>
    public long? DeleteEvents(DeleteEventsRequest request)
    {
        Set(_deleteEvents, Writer, request.PersistenceId, request.Epoch, request.ToSequenceNr);
        return Scalar(_deleteEvents) as long?;
    }

    /// <summary>Null when it is done; else the epoch that holds.</summary>
    public long? DeleteSnapshots(DeleteSnapshotsRequest request)
    {
        SnapshotSelectionCriteria criteria = request.Criteria;
        Set(
            _deleteSnapshots, Writer, request.PersistenceId, request.Epoch, criteria.MinSequenceNr, criteria.MaxSequenceNr,
            criteria.MinTimestamp?.ToUnixTimeMilliseconds() ?? long.MinValue, criteria.MaxTimeStamp?.ToUnixTimeMilliseconds() ?? long.MaxValue);
        return Scalar(_deleteSnapshots) as long?;
    }

    /// <summary>Of a batch that a connection had under way when it broke: the orderings of the last events of requests that are stored.</summary>
    public Dictionary<AppendRequest, long> Stored(string writer, List<AppendRequest> requests)
    {
        Set(
            _stored, writer, requests.Select(r => r.PersistenceId).ToArray(), requests.Select(r => r.Last).ToArray(), requests.Select(r => r.Epoch).ToArray());
        Dictionary<AppendRequest, long> stored = [];
        using NpgsqlDataReader reader = _stored.ExecuteReader();
        while (reader.Read())
        {
            stored.Add(requests[reader.GetInt32(0) - 1], reader.GetInt64(1));
        }

        return stored;
    }

    /// <summary>Takes this connection's name from the writers, when it ends in order.</summary>
    public void End(string schema)
    {
        using NpgsqlCommand command = new($"DELETE FROM \"{schema}\".writers WHERE writer_uuid = $1", _connection) { Parameters = { new() { Value = Writer } } };
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        foreach (NpgsqlCommand command in new[] { _append, _raiseEpochs, _saveSnapshots, _deleteEvents, _deleteSnapshots, _stored })
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    /// <summary>Null when the generation is over: then nothing is known any more, and the next try looks at every id.</summary>
    private AppendOutcome? TryAppend(List<PostgresRequest> requests)
    {
        AppendBatch batch = AppendBatch.Of(requests, _known);
        Set(
            _append, Writer, batch.HasKnown ? _known.Generation!.Value : DBNull.Value, batch.Ids, batch.Epochs, batch.Before, batch.EventIds, batch.EventEpochs,
            batch.Numbers, batch.Created, batch.Manifests, batch.Messages, batch.Encodings, batch.Checksums, batch.Tags, batch.Tagged);
        using NpgsqlDataReader reader = _append.ExecuteReader();
        reader.Read();
        long? ordering = reader.IsDBNull(0) ? null : reader.GetInt64(0);
        long generation = reader.GetInt64(1);
        long[]? epochs = reader.IsDBNull(2) ? null : reader.GetFieldValue<long[]>(2);
        long[]? highest = reader.IsDBNull(3) ? null : reader.GetFieldValue<long[]>(3);
        Committed(reader);
        if (ordering is not null)
        {
            _known.Seen(generation, requests);
            _appended?.Invoke(batch.Numbers.Length);
            return new(ordering, ImmutableDictionary<string, (long, long)>.Empty);
        }

        if (epochs is null || highest is null)
        {
            _known.Forget();
            return null;
        }

        return new(null, batch.Ids.Select((id, i) => (id, i)).ToImmutableDictionary(id => id.id, id => (epochs[id.i], highest[id.i]), StringComparer.Ordinal));
    }

    private static object? Scalar(NpgsqlCommand command)
    {
        using NpgsqlDataReader reader = command.ExecuteReader();
        object? value = reader.Read() ? reader.GetValue(0) : null;
        Committed(reader);
        return value;
    }

    // The row is sent before the commit, which comes with the end of the answer: a failure until there is one of the commit.
    private static void Committed(NpgsqlDataReader reader)
    {
        while (reader.NextResult())
        {
            // One result only.
        }
    }

    private void Begin(PostgresJournalOptions options, string? before)
    {
        // What replicas are waited for is the operator's business; that the own disk is waited for is ours.
        using (NpgsqlCommand synchronous = new(
            options.Durable
                ? "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
                : "SELECT set_config('synchronous_commit', 'off', false)",
            _connection))
        {
            synchronous.ExecuteNonQuery();
        }

        using NpgsqlCommand open = new($"SELECT \"{options.Schema}\".open_writer($1, $2)", _connection)
        {
            Parameters = { new() { Value = Writer, NpgsqlDbType = NpgsqlDbType.Text }, new() { Value = (object?)before ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text } },
        };
        LastOrdering = (long)open.ExecuteScalar()!;
    }

    private NpgsqlCommand Prepare(string sql, params NpgsqlDbType[] types)
    {
#pragma warning disable CA2100 // Constants with a schema's name that was checked.
        NpgsqlCommand command = new(sql, _connection);
#pragma warning restore CA2100
        foreach (NpgsqlDbType type in types)
        {
            command.Parameters.Add(new() { NpgsqlDbType = type });
        }

        command.Prepare();
        return command;
    }

    private static void Set(NpgsqlCommand command, params object[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }
    }
}
