using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Data.Common;
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
    private readonly SqliteProjectionFiles _files;
    private readonly ConcurrentDictionary<string, Writer> _writers = new(StringComparer.Ordinal);

    /// <summary>Keeps the views in a folder.</summary>
    /// <param name="folder">Made when missing.</param>
    /// <param name="logger">Told of what is put away.</param>
    /// <param name="readOnly">For looking at the views beside the program that they belong to: nothing is put away, and <see cref="FindAsync"/> fails at a damaged one.</param>
    public SqliteProjectionStore(string folder, ILogger<SqliteProjectionStore>? logger = null, bool readOnly = false)
    {
        _files = new(folder, readOnly, logger ?? NullLogger<SqliteProjectionStore>.Instance);
    }

    /// <inheritdoc/>
    public SqlDialect Dialect => SqlDialect.Sqlite;

    /// <inheritdoc/>
    public Task<ImmutableArray<ProjectionGeneration>> FindAsync(string name, CancellationToken cancellationToken) => RunAsync(
        () =>
        {
            ImmutableArray<ProjectionGeneration>.Builder found = ImmutableArray.CreateBuilder<ProjectionGeneration>();
            foreach (long number in _files.Numbers(name))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (_files.Read(name, number) is { } generation)
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
            long number = _files.Numbers(definition.Name).LastOrDefault() + 1;
            string path = _files.PathOf(definition.Name, number);

            // Somebody may have taken a file of this name away: neither its open connection nor its WAL belongs to the new one.
            Close(path);
            SqliteProjectionFiles.Delete(path);
            using SqliteConnection connection = SqliteFile.Open(SqliteProjectionFiles.Options(path));
            return SqliteProjectionFiles.Translated(path, () =>
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
            string path = _files.PathOf(generation);
            if (!File.Exists(path))
            {
                throw new ProjectionGoneException(generation);
            }

            Writer writer = _writers.GetOrAdd(path, static path => new Writer(SqliteFile.Open(SqliteProjectionFiles.Options(path))));
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
            string path = _files.PathOf(generation);

            // A commit that the power may take back would bring the old generation back, which is then gone: this one is synced.
            using SqliteConnection connection = SqliteFile.Open(SqliteProjectionFiles.Options(path) with { Synchronous = SqliteSynchronous.Full });
            return SqliteProjectionFiles.Translated(path, () => connection.Execute("UPDATE projection SET ready = 1"));
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task DropAsync(ProjectionGeneration generation, CancellationToken cancellationToken) => RunAsync(
        () =>
        {
            string path = _files.PathOf(generation);
            Close(path);
            SqliteProjectionFiles.Delete(path);
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<T> QueryAsync<T>(ProjectionGeneration generation, Func<DbConnection, Task<T>> query, CancellationToken cancellationToken) => RunAsync(
        async () =>
        {
            string path = _files.PathOf(generation);
            if (!File.Exists(path))
            {
                throw new ProjectionGoneException(generation);
            }

            try
            {
                await using SqliteConnection connection = SqliteFile.Open(SqliteProjectionFiles.Options(path) with { ReadOnly = true });
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

    // SQLite blocks the thread that calls it.
    private static Task<T> RunAsync<T>(Func<T> run, CancellationToken cancellationToken) => Task.Run(run, cancellationToken);

    private static Task<T> RunAsync<T>(Func<Task<T>> run, CancellationToken cancellationToken) => Task.Run(run, cancellationToken);

    private void Close(string path)
    {
        if (_writers.TryRemove(path, out Writer? writer))
        {
            writer.Dispose();
        }
    }

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
