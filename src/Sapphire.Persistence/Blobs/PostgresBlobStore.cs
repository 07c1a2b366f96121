using System.Collections.Immutable;
using Npgsql;
using NpgsqlTypes;
using Sapphire.Persistence.Postgres;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Blobs;

/// <summary>Blobs in a table of PostgreSQL, for all nodes that share it. Connects when it is first used.</summary>
public sealed class PostgresBlobStore : IBlobStore
{
    private const int MaxConnections = 3;
    private const int MaxTries = 3;
    private readonly NpgsqlDataSource _source;
    private readonly PostgresTarget _target;
    private readonly string _schemaName;
    private readonly TimeProvider _time;
    private volatile bool _prepared;

    private PostgresBlobStore(PostgresJournalOptions options, TimeProvider time)
    {
        _target = new(options);
        _schemaName = options.Schema;
        _time = time;
        _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_target.Pooled) { MaxPoolSize = MaxConnections });
    }

    /// <summary>Blobs in the database of a journal.</summary>
    /// <exception cref="StorageException">Io: the connection string or the schema's name cannot be used.</exception>
    public static PostgresBlobStore Open(PostgresJournalOptions options, TimeProvider time) => new(options, time);

    /// <inheritdoc/>
    public async Task<string> SaveAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        string id = BlobId.Of(bytes.Span);
        byte[] content = bytes.ToArray();
        await RunAsync(
            $"INSERT INTO {_target.Schema}.blobs (id, content, saved_at) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET saved_at = EXCLUDED.saved_at",
            () => [PostgresCommands.Text(id), new NpgsqlParameter<byte[]> { TypedValue = content, NpgsqlDbType = NpgsqlDbType.Bytea }, Moment(_time.GetUtcNow())],
            static _ => true,
            cancellationToken);
        return id;
    }

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>?> FindAsync(string id, CancellationToken cancellationToken = default)
    {
        if (!BlobId.IsValid(id))
        {
            return null;
        }

        List<byte[]> content = await RunAsync(
            $"SELECT content FROM {_target.Schema}.blobs WHERE id = $1", () => [PostgresCommands.Text(id)], static reader => reader.GetFieldValue<byte[]>(0), cancellationToken);
        return content.Count == 0 ? (ReadOnlyMemory<byte>?)null : new ReadOnlyMemory<byte>(content[0]);
    }

    /// <inheritdoc/>
    public async Task<bool> ExistsAsync(string id, CancellationToken cancellationToken = default) =>
        BlobId.IsValid(id) && (await RunAsync($"SELECT 1 FROM {_target.Schema}.blobs WHERE id = $1", () => [PostgresCommands.Text(id)], static _ => true, cancellationToken)).Count > 0;

    /// <inheritdoc/>
    public async Task<ImmutableArray<BlobInfo>> ListAsync(DateTimeOffset before, CancellationToken cancellationToken = default) =>
        [.. await RunAsync(
            $"SELECT id, saved_at FROM {_target.Schema}.blobs WHERE saved_at < $1",
            () => [Moment(before)],
            static reader => new BlobInfo(reader.GetString(0), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(1))),
            cancellationToken)];

    /// <inheritdoc/>
    public Task RenewAsync(string id, CancellationToken cancellationToken = default) =>
        RunAsync($"UPDATE {_target.Schema}.blobs SET saved_at = $2 WHERE id = $1", () => [PostgresCommands.Text(id), Moment(_time.GetUtcNow())], static _ => true, cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(string id, DateTimeOffset before, CancellationToken cancellationToken = default) =>
        (await RunAsync(
            $"DELETE FROM {_target.Schema}.blobs WHERE id = $1 AND saved_at < $2 RETURNING id", () => [PostgresCommands.Text(id), Moment(before)], static _ => true, cancellationToken)).Count > 0;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static NpgsqlParameter Moment(DateTimeOffset moment) => PostgresCommands.Number(moment.ToUnixTimeMilliseconds());

    private async Task<List<T>> RunAsync<T>(string sql, Func<NpgsqlParameter[]> parameters, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        for (int tries = 1; ; tries++)
        {
            NpgsqlConnection? connection = null;
            try
            {
                connection = await _source.OpenConnectionAsync(cancellationToken);
                await PrepareAsync(connection, cancellationToken);
#pragma warning disable CA2100 // Constants with a schema's name that was checked.
                await using NpgsqlCommand command = new(sql, connection);
#pragma warning restore CA2100
                command.Parameters.AddRange(parameters());
                await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
                List<T> rows = [];
                while (await reader.ReadAsync(cancellationToken))
                {
                    rows.Add(read(reader));
                }

                return rows;
            }
            catch (Exception e) when (e is NpgsqlException || PostgresErrors.IsConnectionLost(e))
            {
                // After a restart of the server every pooled connection is dead. Each statement may be run twice.
                _source.Clear();
                if (connection is null || tries >= MaxTries || !PostgresErrors.IsConnectionLost(e))
                {
                    throw PostgresErrors.Translate(e, _target.Name);
                }
            }
            finally
            {
                if (connection is not null)
                {
                    await connection.DisposeAsync();
                }
            }
        }
    }

    private async Task PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (_prepared)
        {
            return;
        }

        // IF NOT EXISTS alone fails when two programs begin at once.
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
#pragma warning disable CA2100 // Constants with a schema's name that was checked.
        await using NpgsqlCommand create = new(
            $"""
            SELECT pg_advisory_xact_lock({PostgresSchema.LockClass}, hashtext('blobs of {_schemaName}'));
            CREATE SCHEMA IF NOT EXISTS {_target.Schema};
            CREATE TABLE IF NOT EXISTS {_target.Schema}.blobs (
                id       text   PRIMARY KEY,
                content  bytea  NOT NULL,
                saved_at bigint NOT NULL
            );
            """,
            connection,
            transaction);
#pragma warning restore CA2100
        await create.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        _prepared = true;
    }
}
