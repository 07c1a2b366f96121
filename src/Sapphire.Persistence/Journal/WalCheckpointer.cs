using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Sapphire.Persistence.Health;
using Sapphire.Persistence.Sqlite;
using SQLitePCL;

namespace Sapphire.Persistence.Journal;

/// <summary>
/// Moves the WAL into the database on its own thread and connection. A passive checkpoint runs beside the writes; every second time
/// they pause for what came meanwhile, so that the WAL starts over at its beginning. A reader that stays in an old state prevents
/// that: the WAL grows, the writes go on, and once it has passed its limit the attempt is repeated until the reader is gone.
/// </summary>
internal sealed class WalCheckpointer : IDisposable
{
    private const long PageSize = 4096; // SQLite's default since 3.12, which our files have.
    private const int Passive = 0; // SQLITE_CHECKPOINT_PASSIVE
    private const int Restart = 2; // SQLITE_CHECKPOINT_RESTART
    private const int Truncate = 3; // SQLITE_CHECKPOINT_TRUNCATE
    private static readonly TimeSpan Repeat = TimeSpan.FromSeconds(1);
    private readonly SqliteJournalOptions _options;
    private readonly WalGate _gate;
    private readonly Func<long> _committed;
    private readonly ILogger _logger;
    private readonly object _lock = new();
    private readonly Thread _thread;
    private readonly long _startOver;
    private long _requested;
    private long _completed;
    private bool _left;
    private bool _stopping;
    private long _checkpointed;

    /// <param name="options">The journal's.</param>
    /// <param name="gate">Pauses the writer.</param>
    /// <param name="committed">The ordering of the last commit.</param>
    /// <param name="logger">For failures.</param>
    public WalCheckpointer(SqliteJournalOptions options, WalGate gate, Func<long> committed, ILogger logger)
    {
        _options = options;
        _gate = gate;
        _committed = committed;
        _logger = logger;
        // Every second time, since a pause costs two syncs. A little less than twice: what is written before the pause counts for the next.
        _startOver = Math.Min(options.CheckpointBytes * 3 / 2, options.MaxWalBytes);
        _thread = new Thread(Run) { Name = "journal-checkpoint", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Events up to this ordering are in the database file (SQLite has synced them there, or keeps them in the WAL too); of later ones it is not known.</summary>
    public long Checkpointed => Volatile.Read(ref _checkpointed);

    /// <summary>Asks for a checkpoint; returns at once.</summary>
    public void Request()
    {
        lock (_lock)
        {
            _requested++;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Waits until every checkpoint asked for has been tried.</summary>
    public void WaitUntilIdle(TimeSpan limit)
    {
        long deadline = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        lock (_lock)
        {
            while (_completed < _requested && deadline - Environment.TickCount64 is > 0 and long left)
            {
                Monitor.Wait(_lock, (int)left);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _stopping = true;
            Monitor.PulseAll(_lock);
        }

        _thread.Join();
    }

    private void Run()
    {
        SqliteConnection? connection = null;
        while (true)
        {
            long request;
            lock (_lock)
            {
                while (_completed == _requested && !_stopping && Monitor.Wait(_lock, _left ? Repeat : Timeout.InfiniteTimeSpan))
                {
                }

                if (_stopping)
                {
                    break;
                }

                request = _requested;
            }

            try
            {
                // The busy timeout is short: a reader that stays only delays the next attempt.
                connection ??= SqliteFile.Open(JournalSchema.File(_options) with { BusyTimeout = TimeSpan.FromMilliseconds(200) });
                long started = Stopwatch.GetTimestamp();
                Checkpoint(connection.Handle!);
                PersistenceMetrics.Checkpointed(started);
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
                lock (_lock)
                {
                    _completed = request;
                    Monitor.PulseAll(_lock);
                }
            }
        }

        connection?.Dispose();
    }

    private void Checkpoint(sqlite3 database)
    {
        Copy(database, Passive, out int frames);
        long bytes = frames * PageSize;
        if (bytes < _startOver && !_left)
        {
            return;
        }

        // What the writes add meanwhile is not in that answer, and they never end: only a pause lets the WAL start over. Its file stays
        // as long as it is, since a sync of space that is there already costs half of one that also notes the file's new length.
        int mode = _left || bytes > 2 * _options.MaxWalBytes ? Truncate : bytes > _options.MaxWalBytes ? Restart : Passive;
        _gate.Pause();
        try
        {
            bool whole = Copy(database, mode, out _);
            _left = !whole && (_left || mode != Passive);
        }
        finally
        {
            _gate.Resume();
        }
    }

    /// <summary>Runs one checkpoint.</summary>
    /// <returns>Whether all that was in the WAL when it began is in the database file.</returns>
    private bool Copy(sqlite3 database, int mode, out int frames)
    {
        long committed = _committed();
        int result = raw.sqlite3_wal_checkpoint_v2(database, "main", mode, out frames, out int copied);
        Check(result, database);
        if (result != raw.SQLITE_OK || frames != copied)
        {
            return false;
        }

        Volatile.Write(ref _checkpointed, committed);
        return true;
    }

    private void Check(int result, sqlite3 database)
    {
        if ((result & 0xff) is not (raw.SQLITE_OK or raw.SQLITE_BUSY))
        {
            throw SqliteErrors.Last(database, _options.Path);
        }
    }
}
