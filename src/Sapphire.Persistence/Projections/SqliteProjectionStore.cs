using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Projections;

/// <summary>
/// Views in SQLite: one file a generation, <c>NAME.GENERATION.db</c>. The newest file that says of itself that it is ready answers,
/// so that one commit in that file is the whole switch; what a crash leaves beside it is put away at the next start.
/// </summary>
public sealed class SqliteProjectionStore : IProjectionStore
{
    // "SapV"
    private const int ApplicationId = 0x53617056;

    private static readonly ImmutableArray<string> Migrations =
    [
        """
        CREATE TABLE projection (
            only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
            version  INTEGER NOT NULL,
            ready    INTEGER NOT NULL,
            reached  INTEGER NOT NULL,
            last_id  TEXT    NOT NULL,
            last_nr  INTEGER NOT NULL
        );
        CREATE TABLE projection_parked (
            ordering        INTEGER PRIMARY KEY,
            persistence_id  TEXT    NOT NULL,
            sequence_number INTEGER NOT NULL,
            manifest        TEXT    NOT NULL,
            reason          TEXT    NOT NULL,
            unknown         INTEGER NOT NULL
        );
        """,
    ];

    private readonly string _folder;
    private readonly ILogger _logger;
    private readonly bool _readOnly;
    private readonly ConcurrentDictionary<string, Writer> _writers = new(StringComparer.Ordinal);

    /// <summary>Keeps the views in a folder.</summary>
    /// <param name="folder">Made when missing.</param>
    /// <param name="logger">Told of what is put away.</param>
    /// <param name="readOnly">For looking at the views beside the program that they belong to: nothing is put away, and <see cref="FindAsync"/> fails at a damaged one.</param>
    public SqliteProjectionStore(string folder, ILogger<SqliteProjectionStore>? logger = null, bool readOnly = false)
    {
        _folder = folder;
        _readOnly = readOnly;
        _logger = logger ?? NullLogger<SqliteProjectionStore>.Instance;
    }

    /// <inheritdoc/>
    public SqlDialect Dialect => SqlDialect.Sqlite;

    /// <inheritdoc/>
    public Task<ImmutableArray<ProjectionGeneration>> FindAsync(string name, CancellationToken cancellationToken) => RunAsync(
        () =>
        {
            ImmutableArray<ProjectionGeneration>.Builder found = ImmutableArray.CreateBuilder<ProjectionGeneration>();
            foreach (long number in Numbers(name))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Read(name, number) is { } generation)
                {
                    found.Add(generation);
                }
            }

            return found.DrainToImmutable();
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<ProjectionGeneration> BeginAsync(ProjectionDefinition definition, long? joinAfter, CancellationToken cancellationToken) => RunAsync(
        () =>
        {
            long number = Numbers(definition.Name).LastOrDefault() + 1;
            string path = PathOf(definition.Name, number);

            // Somebody may have taken a file of this name away: neither its open connection nor its WAL belongs to the new one.
            Close(path);
            Delete(path);
            using SqliteConnection connection = SqliteFile.Open(FileOptions(path));
            return Translated(path, () =>
            {
                // The row comes with the tables: a file without it was not begun whole.
                using SqliteTransaction transaction = connection.BeginTransaction();
                connection.Execute(definition.Schema(Dialect), transaction: transaction);
                connection.Execute("INSERT INTO projection VALUES (1, @Version, 0, 0, '', 0)", new { definition.Version }, transaction);
                transaction.Commit();
                return new ProjectionGeneration(definition.Name, number, definition.Version, Ready: false, 0);
            });
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<long> ApplyAsync(ProjectionGeneration generation, ProjectionStep step, Func<ProjectionTransaction, Task> apply, CancellationToken cancellationToken) => RunAsync(
        async () =>
        {
            string path = PathOf(generation);
            if (!File.Exists(path))
            {
                throw new ProjectionGoneException(generation);
            }

            Writer writer = _writers.GetOrAdd(path, static path => new Writer(SqliteFile.Open(FileOptions(path))));
            try
            {
#pragma warning disable VSTHRD103 // SQLite does nothing asynchronously.
                await using SqliteTransaction transaction = writer.Connection.BeginTransaction();
                long reached = writer.Connection.ExecuteScalar<long>("SELECT reached FROM projection", transaction: transaction);
                if (reached != step.From)
                {
                    return reached;
                }

                await apply(new(writer.Connection, transaction, Dialect, writer.Prepared, cancellationToken));
                writer.Connection.Execute(
                    "UPDATE projection SET reached = @To, last_id = @PersistenceId, last_nr = @SequenceNr", new { step.To, step.PersistenceId, step.SequenceNr }, transaction);
                foreach (ParkedEvent parked in step.Parked)
                {
                    writer.Connection.Execute("INSERT OR REPLACE INTO projection_parked VALUES (@Ordering, @PersistenceId, @SequenceNr, @Manifest, @Reason, @Unknown)", parked, transaction);
                }

                transaction.Commit();
#pragma warning restore VSTHRD103
                return step.To;
            }
            catch (SqliteException e)
            {
                throw SqliteErrors.Translate(e, path);
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task SwitchAsync(ProjectionGeneration generation, CancellationToken cancellationToken) => RunAsync(
        () =>
        {
            string path = PathOf(generation);

            // A commit that the power may take back would bring the old generation back, which is then gone: this one is synced.
            using SqliteConnection connection = SqliteFile.Open(FileOptions(path) with { Synchronous = SqliteSynchronous.Full });
            return Translated(path, () => connection.Execute("UPDATE projection SET ready = 1"));
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task DropAsync(ProjectionGeneration generation, CancellationToken cancellationToken) => RunAsync(
        () =>
        {
            string path = PathOf(generation);
            Close(path);
            Delete(path);
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<T> QueryAsync<T>(ProjectionGeneration generation, Func<DbConnection, Task<T>> query, CancellationToken cancellationToken) => RunAsync(
        async () =>
        {
            string path = PathOf(generation);
            if (!File.Exists(path))
            {
                throw new ProjectionGoneException(generation);
            }

            try
            {
                await using SqliteConnection connection = SqliteFile.Open(FileOptions(path) with { ReadOnly = true });
                await using SqliteTransaction transaction = connection.BeginTransaction(deferred: true);
                return await query(connection);
            }
            catch (SqliteException e)
            {
                throw SqliteErrors.Translate(e, path);
            }
            catch (StorageException) when (!File.Exists(path))
            {
                throw new ProjectionGoneException(generation);
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        foreach (string path in _writers.Keys)
        {
            Close(path);
        }

        return ValueTask.CompletedTask;
    }

    private static SqliteFileOptions FileOptions(string path) => new(path)
    {
        ApplicationId = ApplicationId,
        Migrations = Migrations,
        // Rows lost with the power are applied again from the offset, which was lost with them.
        Synchronous = SqliteSynchronous.Normal,
        CacheKib = 8192,
    };

    // SQLite blocks the thread that calls it.
    private static Task<T> RunAsync<T>(Func<T> run, CancellationToken cancellationToken) => Task.Run(run, cancellationToken);

    private static Task<T> RunAsync<T>(Func<Task<T>> run, CancellationToken cancellationToken) => Task.Run(run, cancellationToken);

    private static T Translated<T>(string path, Func<T> run)
    {
        try
        {
            return run();
        }
        catch (SqliteException e)
        {
            throw SqliteErrors.Translate(e, path);
        }
    }

    private static void Delete(string path)
    {
        // The database last: without it the others mean nothing, but a database without its WAL would be an older state of it.
        foreach (string file in (string[])[path + "-shm", path + "-wal", path + "-journal", path])
        {
            if (File.Exists(file))
            {
                File.Delete(file);
            }
        }
    }

    private string PathOf(ProjectionGeneration generation) => PathOf(generation.Name, generation.Number);

    private string PathOf(string name, long number) => Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{name}.{number}.db"));

    private List<long> Numbers(string name)
    {
        List<long> numbers = [];
        if (Directory.Exists(_folder))
        {
            foreach (string file in Directory.EnumerateFiles(_folder, $"{name}.*.db"))
            {
                string middle = Path.GetFileName(file)[(name.Length + 1)..^".db".Length];
                if (long.TryParse(middle, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
                {
                    numbers.Add(number);
                }
            }
        }

        numbers.Sort();
        return numbers;
    }

    // Killed between making the file and its first transaction.
    private static bool IsWithoutTables(string path)
    {
        SqliteConnectionStringBuilder builder = new() { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false };
        using SqliteConnection connection = SqliteLibrary.Connect(builder);
        return Translated(path, () =>
        {
            connection.Open();
            return connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_schema") == 0;
        });
    }

    private ProjectionGeneration? Read(string name, long number)
    {
        string path = PathOf(name, number);
        try
        {
            // A rollback journal is from before the file was in WAL mode. Without a table it is empty, whatever its length.
            if (new FileInfo(path).Length == 0 || (!_readOnly && (File.Exists(path + "-journal") || IsWithoutTables(path))))
            {
                throw new StorageException(StorageReason.Corrupt, $"{path} was not begun whole.");
            }

            // To read only: opening to write would make a file that was removed meanwhile anew.
            using SqliteConnection connection = SqliteFile.Open(FileOptions(path) with { ReadOnly = true });
            return Translated(path, () =>
            {
                string? damage = connection.ExecuteScalar<string>("PRAGMA quick_check(1)");
                if (!string.Equals(damage, "ok", StringComparison.Ordinal))
                {
                    throw new StorageException(StorageReason.Corrupt, $"{path} is damaged: {damage}");
                }

                bool begun = connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_schema WHERE name = 'projection'") != 0;
                Row? row = !begun ? null : connection.QuerySingleOrDefault<Row>("SELECT version AS Version, ready AS Ready, reached AS Reached, last_id AS LastId, last_nr AS LastNr FROM projection");
                if (row is null && _readOnly)
                {
                    return null;
                }

                if (row is null)
                {
                    throw new StorageException(StorageReason.Corrupt, $"{path} was not begun whole.");
                }

                return new ProjectionGeneration(name, number, (int)row.Version, row.Ready != 0, row.Reached)
                {
                    LastPersistenceId = row.LastId,
                    LastSequenceNr = row.LastNr,
                    Parked = connection.ExecuteScalar<long>("SELECT count(*) FROM projection_parked"),
                    UnknownManifests = [.. connection.Query<string>("SELECT DISTINCT manifest FROM projection_parked WHERE unknown = 1")],
                };
            });
        }
        catch (StorageException e) when (e.Reason is StorageReason.Corrupt or StorageReason.NewerVersion && !_readOnly)
        {
            // Kept for whoever looks for the cause; the next damaged one of this view replaces it.
            string aside = Path.Combine(_folder, name + ".damaged");
            File.Move(path, aside, overwrite: true);
            Delete(path);
            _logger.MovedAside(path, aside, e);
            return null;
        }
        catch (StorageException) when (!File.Exists(path))
        {
            return null;
        }
    }

    private void Close(string path)
    {
        if (_writers.TryRemove(path, out Writer? writer))
        {
            writer.Dispose();
        }
    }

    // Dapper fills it by column name.
    private sealed record Row(long Version, long Ready, long Reached, string LastId, long LastNr);

    private sealed class Writer(SqliteConnection connection) : IDisposable
    {
        public SqliteConnection Connection => connection;

        public Dictionary<string, DbCommand> Prepared { get; } = new(StringComparer.Ordinal);

        public void Dispose()
        {
            foreach (DbCommand command in Prepared.Values)
            {
                command.Dispose();
            }

            connection.Dispose();
        }
    }
}
