using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Sapphire.Persistence.Sqlite;
using SQLitePCL;

namespace Sapphire.Persistence.Journal;

/// <summary>
/// Moves the WAL into the database on its own thread and connection. A passive checkpoint runs beside the writes; only a WAL that
/// has passed its limit pauses them, and then only what the passive one left over is still to copy.
/// </summary>
internal sealed class WalCheckpointer : IDisposable
{
    private const long PageSize = 4096; // SQLite's default since 3.12, which our files have.
    private const int Passive = 0; // SQLITE_CHECKPOINT_PASSIVE
    private const int Truncate = 3; // SQLITE_CHECKPOINT_TRUNCATE
    private readonly SqliteJournalOptions _options;
    private readonly WalGate _gate;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _wanted = new(0, 1);
    private readonly ManualResetEventSlim _idle = new(true);
    private readonly Thread _thread;
    private volatile bool _stopping;

    public WalCheckpointer(SqliteJournalOptions options, WalGate gate, ILogger logger)
    {
        _options = options;
        _gate = gate;
        _logger = logger;
        _thread = new Thread(Run) { Name = "journal-checkpoint", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Asks for a checkpoint; returns at once.</summary>
    public void Request()
    {
        _idle.Reset();
        try
        {
            _wanted.Release();
        }
        catch (SemaphoreFullException)
        {
            // One is asked for already.
        }
    }

    /// <summary>Waits until no checkpoint is under way.</summary>
    public void WaitUntilIdle(TimeSpan limit) => _idle.Wait(limit);

    public void Dispose()
    {
        _stopping = true;
        Request();
        _thread.Join();
        _wanted.Dispose();
        _idle.Dispose();
    }

    private void Run()
    {
        SqliteConnection? connection = null;
        while (true)
        {
            _wanted.Wait();
            if (_stopping)
            {
                connection?.Dispose();
                return;
            }

            try
            {
                // The busy timeout is short: a reader that stays only delays the next attempt.
                connection ??= SqliteFile.Open(JournalSchema.File(_options) with { BusyTimeout = TimeSpan.FromMilliseconds(200) });
                Checkpoint(connection.Handle!);
            }
            catch (StorageException e)
            {
                // The events are safe in the WAL; the next commit past the limit asks again.
                _logger.CheckpointFailed(_options.Path, e);
                connection?.Dispose();
                connection = null;
            }
            finally
            {
                _idle.Set();
            }
        }
    }

    private void Checkpoint(sqlite3 database)
    {
        int result = raw.sqlite3_wal_checkpoint_v2(database, "main", Passive, out int frames, out int copied);
        Check(result, database);

        // A WAL that is copied whole starts over at the next commit.
        if (frames == copied || frames * PageSize <= _options.MaxWalBytes)
        {
            return;
        }

        _gate.Pause();
        try
        {
            Check(raw.sqlite3_wal_checkpoint_v2(database, "main", Truncate, out _, out _), database);
        }
        finally
        {
            _gate.Resume();
        }
    }

    private void Check(int result, sqlite3 database)
    {
        if ((result & 0xff) is not (raw.SQLITE_OK or raw.SQLITE_BUSY))
        {
            throw SqliteErrors.Last(database, _options.Path);
        }
    }
}
