using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Memory;

/// <summary>
/// What the assistant was asked to remember, with full-text search. Two indexes: one of word stems (porter), so that "run" finds
/// "running shoes", one of whole words, so that a prefix such as "runn" finds "running" too.
/// A change is on disk when its task completes.
/// </summary>
public sealed class MemoryDatabase : IMemoryDatabase, IDisposable
{
    /// <summary>"SapM" as a big-endian number.</summary>
    internal const int ApplicationId = 0x5361704d;

    private static readonly ImmutableArray<string> Migrations =
    [
        """
        CREATE TABLE memories (
            id       INTEGER PRIMARY KEY AUTOINCREMENT,
            text     TEXT    NOT NULL,
            folded   TEXT    NOT NULL UNIQUE,
            saved_at INTEGER NOT NULL
        );
        CREATE INDEX memories_by_time ON memories (saved_at DESC, id DESC);
        CREATE VIRTUAL TABLE memory_stems USING fts5 (text, content = 'memories', content_rowid = 'id', tokenize = 'porter unicode61 remove_diacritics 2');
        CREATE VIRTUAL TABLE memory_words USING fts5 (text, content = 'memories', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TRIGGER memories_inserted AFTER INSERT ON memories BEGIN
            INSERT INTO memory_stems (rowid, text) VALUES (new.id, new.text);
            INSERT INTO memory_words (rowid, text) VALUES (new.id, new.text);
        END;
        CREATE TRIGGER memories_deleted AFTER DELETE ON memories BEGIN
            INSERT INTO memory_stems (memory_stems, rowid, text) VALUES ('delete', old.id, old.text);
            INSERT INTO memory_words (memory_words, rowid, text) VALUES ('delete', old.id, old.text);
        END;
        """,

        // Scopes. The same text may be in several, so the table is made anew; the indexes of words go on, since the numbers stay.
        """
        CREATE TABLE memory_scopes (
            name       TEXT    PRIMARY KEY,
            created_at INTEGER NOT NULL
        );
        INSERT INTO memory_scopes (name, created_at) VALUES ('default', 0);
        CREATE TABLE memories_scoped (
            id       INTEGER PRIMARY KEY AUTOINCREMENT,
            scope    TEXT    NOT NULL DEFAULT 'default',
            text     TEXT    NOT NULL,
            folded   TEXT    NOT NULL,
            saved_at INTEGER NOT NULL,
            UNIQUE (scope, folded)
        );
        INSERT INTO memories_scoped (id, text, folded, saved_at) SELECT id, text, folded, saved_at FROM memories;
        DELETE FROM sqlite_sequence WHERE name = 'memories_scoped';
        INSERT INTO sqlite_sequence (name, seq) SELECT 'memories_scoped', seq FROM sqlite_sequence WHERE name = 'memories';
        DROP TABLE memories;
        ALTER TABLE memories_scoped RENAME TO memories;
        CREATE INDEX memories_by_time ON memories (scope, saved_at DESC, id DESC);
        CREATE TRIGGER memories_inserted AFTER INSERT ON memories BEGIN
            INSERT INTO memory_stems (rowid, text) VALUES (new.id, new.text);
            INSERT INTO memory_words (rowid, text) VALUES (new.id, new.text);
        END;
        CREATE TRIGGER memories_deleted AFTER DELETE ON memories BEGIN
            INSERT INTO memory_stems (memory_stems, rowid, text) VALUES ('delete', old.id, old.text);
            INSERT INTO memory_words (memory_words, rowid, text) VALUES ('delete', old.id, old.text);
        END;
        """,
    ];

    /// <summary>The schema of before there were scopes, for tests of what comes after it.</summary>
    internal static string FirstSchema => Migrations[0];

    /// <summary>The version of the schema that this program writes.</summary>
    internal static int SchemaVersion => Migrations.Length;

    // An exact word weighs a little more than its stem; the newer of two equal ones comes first.
    private const string SearchSql =
        """
        SELECT m.id, m.text, m.saved_at
        FROM memories m
        JOIN (SELECT id, sum(score) AS score
              FROM (SELECT rowid AS id, bm25(memory_words) AS score FROM memory_words WHERE memory_words MATCH @query
                    UNION ALL
                    SELECT rowid, bm25(memory_stems) FROM memory_stems WHERE memory_stems MATCH @query)
              GROUP BY id) found ON found.id = m.id
        WHERE m.scope = @scope
        ORDER BY found.score, m.saved_at DESC, m.id DESC
        LIMIT @limit
        """;

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly SqliteConnection _connection;
    private readonly SemaphoreSlim _turn = new(1, 1);

    private MemoryDatabase(string path, TimeProvider time)
    {
        _path = path;
        _time = time;
        _connection = SqliteFile.Open(new SqliteFileOptions(path) { ApplicationId = ApplicationId, Migrations = Migrations });
    }

    /// <summary>Opens the file, making or migrating it.</summary>
    /// <exception cref="StorageException">It cannot be used; the message says what to do.</exception>
    public static MemoryDatabase Open(string path, TimeProvider time) => new(path, time);

    /// <inheritdoc/>
    public Task<MemoryRow> SaveAsync(string scope, string text, CancellationToken cancellationToken = default)
    {
        string trimmed = text.Trim();
        if (trimmed.Length == 0)
        {
            throw new ArgumentException("There is nothing to remember: the text is empty.", nameof(text));
        }

        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return RunAsync(
            () => Whole(() =>
            {
                Make(scope, now);
                return _connection.QuerySingle<Row>(
                    "INSERT INTO memories (scope, text, folded, saved_at) VALUES (@scope, @text, @folded, @now) ON CONFLICT (scope, folded) DO UPDATE SET saved_at = excluded.saved_at RETURNING id AS Id, text AS Text, saved_at AS Saved_At",
                    new { scope, text = trimmed, folded = Fold(trimmed), now }).ToMemory();
            }),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<MemoryRow>> SearchAsync(string scope, string query, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        if (string.IsNullOrWhiteSpace(query))
        {
            return RunAsync(() => Query("SELECT id, text, saved_at FROM memories WHERE scope = @scope ORDER BY saved_at DESC, id DESC LIMIT @limit", new { scope, limit }), cancellationToken);
        }

        return MemoryQuery.Of(query) is { } match
            ? RunAsync(() => Query(SearchSql, new { scope, query = match, limit }), cancellationToken)
            : Task.FromResult(ImmutableArray<MemoryRow>.Empty);
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string scope, long id, CancellationToken cancellationToken = default) =>
        RunAsync(() => _connection.Execute("DELETE FROM memories WHERE id = @id AND scope = @scope", new { id, scope }) > 0, cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<MemoryScopeRow>> ScopesAsync(CancellationToken cancellationToken = default) => RunAsync<ImmutableArray<MemoryScopeRow>>(
        () => [.. _connection.Query<ScopeRow>("SELECT s.name AS Name, (SELECT count(*) FROM memories m WHERE m.scope = s.name) AS Count FROM memory_scopes s ORDER BY s.name").Select(static row => new MemoryScopeRow(row.Name, (int)row.Count))],
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> CreateScopeAsync(string scope, CancellationToken cancellationToken = default)
    {
        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return RunAsync(() => Make(scope, now), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int?> DeleteScopeAsync(string scope, bool withMemories, CancellationToken cancellationToken = default)
    {
        if (scope == IMemoryDatabase.DefaultScope)
        {
            throw new ArgumentException("The default scope is always there.", nameof(scope));
        }

        return RunAsync(
            () => Whole(() =>
            {
                if (_connection.ExecuteScalar<long>("SELECT count(*) FROM memory_scopes WHERE name = @scope", new { scope }) == 0)
                {
                    return (int?)null;
                }

                int count = (int)_connection.ExecuteScalar<long>("SELECT count(*) FROM memories WHERE scope = @scope", new { scope });
                if (count == 0 || withMemories)
                {
                    _connection.Execute("DELETE FROM memories WHERE scope = @scope; DELETE FROM memory_scopes WHERE name = @scope", new { scope });
                }

                return count;
            }),
            cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection.Dispose();
        _turn.Dispose();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Texts that differ only in case and blanks are one.</summary>
    internal static string Fold(string text) =>
        string.Join(' ', text.ToUpperInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private bool Make(string scope, long now) =>
        _connection.Execute("INSERT INTO memory_scopes (name, created_at) VALUES (@scope, @now) ON CONFLICT (name) DO NOTHING", new { scope, now }) > 0;

    // Writes from its beginning: a reader that becomes a writer may find the file changed, and would fail.
    private T Whole<T>(Func<T> work)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
        T result = work();
        transaction.Commit();
        return result;
    }

    private ImmutableArray<MemoryRow> Query(string sql, object parameters) =>
        [.. _connection.Query<Row>(sql, parameters).Select(row => row.ToMemory())];

    // SQLite blocks its caller, and a connection serves one at a time.
    private async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        catch (SqliteException e)
        {
            throw SqliteErrors.Translate(e, _path);
        }
        finally
        {
            _turn.Release();
        }
    }

    // Dapper fills them by column name.
    private sealed record ScopeRow(string Name, long Count);

    private sealed record Row(long Id, string Text, long Saved_At)
    {
        public MemoryRow ToMemory() => new(Id, Text, DateTimeOffset.FromUnixTimeMilliseconds(Saved_At));
    }
}
