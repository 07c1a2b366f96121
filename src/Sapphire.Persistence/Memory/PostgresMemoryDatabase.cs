using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Sapphire.Persistence.Postgres;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Memory;

/// <summary>
/// Memories in PostgreSQL, for all nodes that share it. The words of a text are taken out here, in lower case, so that the
/// server's own parser has nothing to decide; the index holds them without marks, whole and as English stems.
/// </summary>
public sealed class PostgresMemoryDatabase : IMemoryDatabase
{
    private const int MaxConnections = 3;
    private readonly NpgsqlDataSource _source;
    private readonly PostgresTarget _target;
    private readonly string _schemaName;
    private readonly string _schema;
    private readonly TimeProvider _time;
    private volatile bool _prepared;

    private PostgresMemoryDatabase(PostgresJournalOptions options, TimeProvider time)
    {
        _target = new(options);
        _schemaName = options.Schema;
        _schema = _target.Schema;
        _time = time;
        _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_target.Pooled) { MaxPoolSize = MaxConnections });
    }

    /// <summary>Memories in the database of a journal; connects when it is first used.</summary>
    /// <exception cref="StorageException">Io: the connection string or the schema's name cannot be used.</exception>
    public static PostgresMemoryDatabase Open(PostgresJournalOptions options, TimeProvider time) => new(options, time);

    /// <inheritdoc/>
    public async Task<MemoryRow> SaveAsync(string scope, string text, CancellationToken cancellationToken = default)
    {
        string trimmed = Storable(text).Trim();
        if (trimmed.Length == 0)
        {
            throw new ArgumentException("There is nothing to remember: the text is empty.", nameof(text));
        }

        ImmutableArray<MemoryRow> saved = await RunAsync(
            $"""
            WITH made AS (INSERT INTO {_schema}.memory_scopes (name, created_at) VALUES ($5, $4) ON CONFLICT (name) DO NOTHING)
            INSERT INTO {_schema}.memories (scope, text, folded, words, saved_at)
            SELECT $5, $1, $2, to_tsvector('simple', w.plain) || to_tsvector('english', w.plain), $4 FROM (SELECT {Plain("$3")} AS plain) w
            ON CONFLICT (folded) DO UPDATE SET saved_at = excluded.saved_at RETURNING id, text, saved_at
            """,
            Memory,
            cancellationToken,
            PostgresCommands.Text(trimmed),
            new NpgsqlParameter<byte[]> { TypedValue = Folded(scope, trimmed), NpgsqlDbType = NpgsqlDbType.Bytea },
            PostgresCommands.Text(string.Join(' ', MemoryQuery.Words(trimmed.ToLowerInvariant()))),
            PostgresCommands.Number(Now),
            PostgresCommands.Text(scope));
        return saved[0];
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<MemoryRow>> SearchAsync(string scope, string query, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        NpgsqlParameter most = PostgresCommands.Number(limit);
        if (string.IsNullOrWhiteSpace(query))
        {
            return RunAsync($"SELECT id, text, saved_at FROM {_schema}.memories WHERE scope = $2 ORDER BY saved_at DESC, id DESC LIMIT $1", Memory, cancellationToken, most, PostgresCommands.Text(scope));
        }

        List<string> words = MemoryQuery.Telling(Storable(query).ToLowerInvariant());
        if (words.Count == 0)
        {
            return Task.FromResult(ImmutableArray<MemoryRow>.Empty);
        }

        // Any of them, as it is, as the beginning of a word, or as a stem. Words are letters and digits only: nothing to escape.
        string any = string.Join(" | ", words.ConvertAll(static word => $"'{word}':*"));
        string stems = string.Join(" | ", words.ConvertAll(static word => $"'{word}'"));
        return RunAsync(
            $"""
            SELECT m.id, m.text, m.saved_at FROM {_schema}.memories m, LATERAL (SELECT to_tsquery('simple', {Plain("$1")}) || to_tsquery('english', {Plain("$2")}) AS query) q
            WHERE m.scope = $4 AND m.words @@ q.query ORDER BY ts_rank(m.words, q.query) DESC, m.saved_at DESC, m.id DESC LIMIT $3
            """,
            Memory,
            cancellationToken,
            PostgresCommands.Text(any),
            PostgresCommands.Text(stems),
            most,
            PostgresCommands.Text(scope));
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(string scope, long id, CancellationToken cancellationToken = default) =>
        (await RunAsync($"DELETE FROM {_schema}.memories WHERE id = $1 AND scope = $2 RETURNING id", Number, cancellationToken, PostgresCommands.Number(id), PostgresCommands.Text(scope))).Length > 0;

    /// <inheritdoc/>
    public Task<ImmutableArray<MemoryScopeRow>> ScopesAsync(CancellationToken cancellationToken = default) => RunAsync(
        // A memory whose scope another node has just deleted brings it back: nothing that was saved is hidden.
        $"""
        SELECT name, sum(n)::bigint FROM (
            SELECT name, 0 AS n FROM {_schema}.memory_scopes UNION ALL SELECT scope, count(*) FROM {_schema}.memories GROUP BY scope) s
        GROUP BY name ORDER BY name COLLATE "C"
        """,
        static row => new MemoryScopeRow(row.GetString(0), (int)row.GetInt64(1)),
        cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> CreateScopeAsync(string scope, CancellationToken cancellationToken = default) => (await RunAsync(
        $"""
        INSERT INTO {_schema}.memory_scopes (name, created_at) SELECT $1, $2 WHERE NOT EXISTS (SELECT 1 FROM {_schema}.memories WHERE scope = $1)
        ON CONFLICT (name) DO NOTHING RETURNING created_at
        """,
        Number,
        cancellationToken,
        PostgresCommands.Text(scope),
        PostgresCommands.Number(Now))).Length > 0;

    /// <inheritdoc/>
    public async Task<int?> DeleteScopeAsync(string scope, bool withMemories, CancellationToken cancellationToken = default)
    {
        if (scope == IMemoryDatabase.DefaultScope)
        {
            throw new ArgumentException("The default scope is always there.", nameof(scope));
        }

        // One statement, so that it is whole; a memory that another node saves meanwhile stays, and its scope with it.
        ImmutableArray<long> found = await RunAsync(
            $"""
            WITH held AS (SELECT count(*) AS n FROM {_schema}.memories WHERE scope = $1),
                 known AS (SELECT 1 FROM {_schema}.memory_scopes WHERE name = $1),
                 forgotten AS (DELETE FROM {_schema}.memories WHERE scope = $1 AND $2 = 1),
                 gone AS (DELETE FROM {_schema}.memory_scopes WHERE name = $1 AND ($2 = 1 OR (SELECT n FROM held) = 0))
            SELECT n FROM held WHERE n > 0 OR EXISTS (SELECT 1 FROM known)
            """,
            Number,
            cancellationToken,
            PostgresCommands.Text(scope),
            PostgresCommands.Number(withMemories ? 1 : 0));
        return found.IsEmpty ? null : (int)found[0];
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private static MemoryRow Memory(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetString(1), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)));

    private static long Number(NpgsqlDataReader row) => row.GetInt64(0);

    // The same text once in each scope. Those of the default scope are as they were before there were scopes, and as nodes of an
    // older version write them.
    private static byte[] Folded(string scope, string text) =>
        SHA256.HashData(Encoding.UTF8.GetBytes((scope == IMemoryDatabase.DefaultScope ? "" : scope + "\0") + MemoryDatabase.Fold(text)));

    // Without the marks above and below letters. The program knows no decompositions (it runs without ICU); the server does.
    private static string Plain(string parameter) => $"regexp_replace(normalize({parameter}, NFD), '[\u0300-\u036f]', '', 'g')";

    // U+0000 and halves of surrogate pairs are no text for PostgreSQL.
    private static string Storable(string text)
    {
        StringBuilder kept = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            kept.Append(rune.Value == 0 ? " " : rune.ToString());
        }

        return kept.ToString();
    }

    private async Task<ImmutableArray<T>> RunAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
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
                command.Parameters.AddRange(parameters.Select(static p => p.Clone()).ToArray());
                await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
                ImmutableArray<T>.Builder rows = ImmutableArray.CreateBuilder<T>();
                while (await reader.ReadAsync(cancellationToken))
                {
                    rows.Add(read(reader));
                }

                return rows.ToImmutable();
            }
            catch (Exception e) when (e is NpgsqlException || PostgresErrors.IsConnectionLost(e))
            {
                // After a restart of the server every pooled connection is dead. Each statement may be run twice.
                _source.Clear();
                if (connection is null || tries > 2 || !PostgresErrors.IsConnectionLost(e))
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
            SELECT pg_advisory_xact_lock({PostgresSchema.LockClass}, hashtext('memories of {_schemaName}'));
            CREATE SCHEMA IF NOT EXISTS {_schema};
            CREATE TABLE IF NOT EXISTS {_schema}.memories (
                id       bigint   GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                text     text     NOT NULL,
                -- A hash: an index takes no long text.
                folded   bytea    NOT NULL,
                words    tsvector NOT NULL,
                saved_at bigint   NOT NULL
            );
            CREATE UNIQUE INDEX IF NOT EXISTS memories_folded ON {_schema}.memories (folded);
            DROP INDEX IF EXISTS {_schema}.memories_by_time;
            -- Tables of before there were scopes.
            ALTER TABLE {_schema}.memories ADD COLUMN IF NOT EXISTS scope text COLLATE "C" NOT NULL DEFAULT '{IMemoryDatabase.DefaultScope}';
            CREATE INDEX IF NOT EXISTS memories_by_scope ON {_schema}.memories (scope, saved_at DESC, id DESC);
            CREATE TABLE IF NOT EXISTS {_schema}.memory_scopes (
                name       text COLLATE "C" PRIMARY KEY,
                created_at bigint NOT NULL
            );
            INSERT INTO {_schema}.memory_scopes (name, created_at) VALUES ('{IMemoryDatabase.DefaultScope}', 0) ON CONFLICT (name) DO NOTHING;
            CREATE INDEX IF NOT EXISTS memories_by_word ON {_schema}.memories USING gin (words);
            """,
            connection,
            transaction);
#pragma warning restore CA2100
        await create.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        _prepared = true;
    }
}
