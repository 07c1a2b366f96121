using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Projections;

/// <summary>
/// Keeps a read model up to date. The offset is a row of the same file, changed in the same transaction as the view's rows, so a
/// crash leaves both or neither. A file that is missing, damaged or of another version is rebuilt from the first event: it holds
/// nothing of its own.
/// </summary>
public sealed class Projection : IAsyncDisposable
{
    // "SapV"
    private const int ApplicationId = 0x53617056;

    private static readonly ImmutableArray<string> Migrations =
    [
        """
        CREATE TABLE projection_offsets (
            name    TEXT    PRIMARY KEY,
            version INTEGER NOT NULL,
            offset  INTEGER NOT NULL
        ) WITHOUT ROWID;
        """,
    ];

    private readonly ProjectionOptions _options;
    private readonly IJournal _journal;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly CommitSignal _applied = new();
    private SqliteConnection _writer;
    private Task _running = Task.CompletedTask;

    private Projection(ProjectionOptions options, IJournal journal, TimeProvider time, ILogger logger)
    {
        _options = options;
        _journal = journal;
        _time = time;
        _logger = logger;
        _writer = OpenOrRebuild();
    }

    /// <summary>The ordering of the last event that the view contains.</summary>
    public long Offset => _applied.Last;

    /// <summary>Opens the view and begins to follow the journal.</summary>
    /// <exception cref="StorageException">The file cannot be made or written.</exception>
    public static Projection Start(ProjectionOptions options, IJournal journal, TimeProvider? time = null, ILogger<Projection>? logger = null)
    {
        Projection projection = new(options, journal, time ?? TimeProvider.System, logger ?? NullLogger<Projection>.Instance);
        projection._running = Task.Run(projection.FollowAsync);
        return projection;
    }

    /// <summary>Completes once the view contains every event up to <paramref name="ordering"/>: read your own writes with <see cref="IJournal.LastOrdering"/>.</summary>
    public Task WaitForAsync(long ordering, CancellationToken cancellationToken = default) =>
        _applied.WaitAfterAsync(ordering - 1, cancellationToken);

    /// <summary>Reads the view over a connection of its own, on a pool thread.</summary>
    /// <exception cref="StorageException">Reading failed.</exception>
    public Task<T> QueryAsync<T>(Func<SqliteConnection, T> query, CancellationToken cancellationToken = default) =>
        Task.Run(
            () =>
            {
                try
                {
                    using SqliteConnection connection = SqliteFile.Open(FileOptions() with { ReadOnly = true });
                    return query(connection);
                }
                catch (SqliteException e)
                {
                    throw SqliteErrors.Translate(e, _options.Path);
                }
            },
            cancellationToken);

    /// <summary>Stops following and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _writer.DisposeAsync();
        _stop.Dispose();
    }

    private SqliteFileOptions FileOptions() => new(_options.Path)
    {
        ApplicationId = ApplicationId,
        Migrations = Migrations,
        // Rows lost with the power are applied again from the offset, which was lost with them.
        Synchronous = SqliteSynchronous.Normal,
    };

    private SqliteConnection OpenOrRebuild()
    {
        try
        {
            return Prepare(SqliteFile.Open(FileOptions()));
        }
        catch (StorageException e) when (e.Reason is StorageReason.Corrupt or StorageReason.NewerVersion)
        {
            string aside = $"{_options.Path}.{_time.GetUtcNow():yyyyMMddHHmmss}.damaged";
            File.Move(_options.Path, aside, overwrite: true);
            File.Delete(_options.Path + "-wal");
            File.Delete(_options.Path + "-shm");
            _logger.MovedAside(_options.Path, aside, e);
            return Prepare(SqliteFile.Open(FileOptions()));
        }
    }

    private SqliteConnection Prepare(SqliteConnection connection)
    {
        try
        {
            string? damage = connection.ExecuteScalar<string>("PRAGMA quick_check(1)");
            if (!string.Equals(damage, "ok", StringComparison.Ordinal))
            {
                throw new StorageException(StorageReason.Corrupt, $"{_options.Path} is damaged: {damage}");
            }

            State? state = connection.QuerySingleOrDefault<State>(
                "SELECT version AS Version, offset AS Offset FROM projection_offsets WHERE name = @Name", new { _options.Name });

            // A view that is ahead of its journal belongs to another one.
            if (state is null || state.Version != _options.Version || state.Offset > _journal.LastOrdering)
            {
                Rebuild(connection);
                state = new(_options.Version, 0);
            }

            _applied.Publish(state.Offset);
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw SqliteErrors.Translate(e, _options.Path);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Rebuild(SqliteConnection connection)
    {
        _logger.Rebuilding(_options.Name, _options.Version);
        using SqliteTransaction transaction = connection.BeginTransaction();
        foreach (string table in _options.Tables)
        {
            connection.Execute($"DROP TABLE IF EXISTS \"{table.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", transaction: transaction);
        }

        connection.Execute(_options.Schema, transaction: transaction);
        connection.Execute(
            "INSERT INTO projection_offsets (name, version, offset) VALUES (@Name, @Version, 0) ON CONFLICT (name) DO UPDATE SET version = excluded.version, offset = 0",
            new { _options.Name, _options.Version },
            transaction);
        transaction.Commit();
    }

    private async Task FollowAsync()
    {
        TimeSpan delay = TimeSpan.FromMilliseconds(100);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _journal.WaitForOrderingAfterAsync(Offset, _stop.Token);
                ImmutableArray<JournalRow> page = await _journal.ReadAllAsync(Offset, _options.BatchRows, _stop.Token);
                if (!page.IsEmpty)
                {
                    Apply(page);
                    _applied.Publish(page[^1].Ordering);
                }

                delay = TimeSpan.FromMilliseconds(100);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (StorageException e) when (e.Reason == StorageReason.Closed)
            {
                return;
            }
            catch (Exception e)
            {
                _logger.Failed(_options.Name, Offset, delay, e);
                try
                {
                    await Task.Delay(delay, _time, _stop.Token);
                }
                catch (OperationCanceledException)
                {
                    return;
                }

                delay = delay * 2 < TimeSpan.FromSeconds(30) ? delay * 2 : TimeSpan.FromSeconds(30);
            }
        }
    }

    private void Apply(ImmutableArray<JournalRow> page)
    {
        using SqliteTransaction transaction = _writer.BeginTransaction();
        foreach (JournalRow row in page)
        {
            _options.Apply(_writer, row);
        }

        _writer.Execute(
            "UPDATE projection_offsets SET offset = @Offset WHERE name = @Name", new { Offset = page[^1].Ordering, _options.Name }, transaction);
        transaction.Commit();
    }

    // Dapper fills it by column name.
    private sealed record State(long Version, long Offset);
}
