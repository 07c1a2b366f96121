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
    public async Task<MemoryRow> SaveAsync(string text, CancellationToken cancellationToken = default)
    {
        string trimmed = Storable(text).Trim();
        if (trimmed.Length == 0)
        {
            throw new ArgumentException("There is nothing to remember: the text is empty.", nameof(text));
        }

        ImmutableArray<MemoryRow> saved = await RunAsync(
            $"""
            INSERT INTO {_schema}.memories (text, folded, words, saved_at)
            SELECT $1, $2, to_tsvector('simple', w.plain) || to_tsvector('english', w.plain), $4 FROM (SELECT {Plain("$3")} AS plain) w
            ON CONFLICT (folded) DO UPDATE SET saved_at = excluded.saved_at RETURNING id, text, saved_at
            """,
            cancellationToken,
            PostgresCommands.Text(trimmed),
            new NpgsqlParameter<byte[]> { TypedValue = SHA256.HashData(Encoding.UTF8.GetBytes(MemoryDatabase.Fold(trimmed))), NpgsqlDbType = NpgsqlDbType.Bytea },
            PostgresCommands.Text(string.Join(' ', MemoryQuery.Words(trimmed.ToLowerInvariant()))),
            PostgresCommands.Number(_time.GetUtcNow().ToUnixTimeMilliseconds()));
        return saved[0];
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<MemoryRow>> SearchAsync(string query, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        NpgsqlParameter most = PostgresCommands.Number(limit);
        if (string.IsNullOrWhiteSpace(query))
        {
            return RunAsync($"SELECT id, text, saved_at FROM {_schema}.memories ORDER BY saved_at DESC, id DESC LIMIT $1", cancellationToken, most);
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
            WHERE m.words @@ q.query ORDER BY ts_rank(m.words, q.query) DESC, m.saved_at DESC, m.id DESC LIMIT $3
            """,
            cancellationToken,
            PostgresCommands.Text(any),
            PostgresCommands.Text(stems),
            most);
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(long id, CancellationToken cancellationToken = default) =>
        (await RunAsync($"DELETE FROM {_schema}.memories WHERE id = $1 RETURNING id, text, saved_at", cancellationToken, PostgresCommands.Number(id))).Length > 0;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

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

    private async Task<ImmutableArray<MemoryRow>> RunAsync(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
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
                ImmutableArray<MemoryRow>.Builder rows = ImmutableArray.CreateBuilder<MemoryRow>();
                while (await reader.ReadAsync(cancellationToken))
                {
                    rows.Add(new(reader.GetInt64(0), reader.GetString(1), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(2))));
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
            CREATE INDEX IF NOT EXISTS memories_by_time ON {_schema}.memories (saved_at DESC, id DESC);
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
