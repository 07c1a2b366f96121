using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Journal;

/// <summary>
/// Notices what other programs commit to the same file. While somebody waits for the next event, and only then, it looks a few times
/// a second whether <c>PRAGMA data_version</c> has changed: a look at shared memory, without a lock or a page read.
/// <code>
///   idle ── somebody begins to wait: look at once ──► watching ── nobody waits any more ──► idle
///                                                     │    ▲
///                                                     └────┘ look each interval
/// </code>
/// </summary>
internal sealed class CommitWatcher : IAsyncDisposable
{
    private readonly SqliteJournalOptions _options;
    private readonly CommitSignal _signal;
    private readonly ILogger _logger;
    private readonly object _lock = new();
    private readonly ITimer _timer;
    private SqliteConnection? _connection;
    private SqliteStatement? _version;
    private SqliteStatement? _last;
    private long _seen = -1;
    private int _watching;
    private bool _failed;
    private bool _closed;

    public CommitWatcher(SqliteJournalOptions options, CommitSignal signal, ILogger logger)
    {
        _options = options;
        _signal = signal;
        _logger = logger;
        _timer = options.TimeProvider.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        signal.WaitBegan = Start;
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        lock (_lock)
        {
            _closed = true;
            Drop();
        }
    }

    private void Start()
    {
        if (Volatile.Read(ref _watching) == 0 && Interlocked.Exchange(ref _watching, 1) == 0)
        {
            _timer.Change(TimeSpan.Zero, _options.WatchInterval);
        }
    }

    private void Look()
    {
        // A look that takes longer than the interval is not joined by a second one.
        if (!Monitor.TryEnter(_lock))
        {
            return;
        }

        try
        {
            if (_closed)
            {
                return;
            }

            if (!_signal.IsAwaited)
            {
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                Volatile.Write(ref _watching, 0);
                if (!_signal.IsAwaited)
                {
                    return;
                }

                // Somebody began to wait in between, and found the watch still on.
                Start();
            }

            Read();
            _failed = false;
        }
        catch (StorageException e)
        {
            Drop();
            if (!_failed)
            {
                _failed = true;
                _logger.WatchFailed(_options.Path, e);
            }
        }
        finally
        {
            Monitor.Exit(_lock);
        }
    }

    private void Read()
    {
        if (_connection is null)
        {
            _connection = SqliteFile.Open(JournalSchema.File(_options) with { ReadOnly = true });
            _version = new(_connection.Handle!, "PRAGMA data_version", _options.Path);
            _last = new(_connection.Handle!, "SELECT max(ordering) FROM journal", _options.Path);
            _seen = -1;
        }

        // The version first: a commit after it is seen at the next look.
        long version = Value(_version!);
        if (version != _seen)
        {
            _signal.Publish(Value(_last!));
            _seen = version;
        }
    }

    private static long Value(SqliteStatement statement)
    {
        try
        {
            return statement.Step() ? statement.Int64(0) : 0;
        }
        finally
        {
            statement.Reset();
        }
    }

    private void Drop()
    {
        _version?.Dispose();
        _last?.Dispose();
        _connection?.Dispose();
        (_connection, _version, _last) = (null, null, null);
    }
}
