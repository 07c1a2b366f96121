using System.Diagnostics;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Journal;

/// <summary>
/// What waits for the writer thread. Bounded in rows and bytes: beyond that a write is refused, so that a slow disk makes callers
/// fail clearly instead of filling the memory.
/// </summary>
internal sealed class WriteQueue(SqliteJournalOptions options)
{
    // About what a sleep and a wake-up cost: a lone caller comes with its next write within it.
    private static readonly long Patience = Stopwatch.Frequency / 1_000_000 * 40;
    private readonly Queue<WriteRequest> _requests = new();
    private readonly object _lock = new();
    private long _rows;
    private long _bytes;
    private int _waiting;
    private bool _asleep;
    private bool _closed;

    /// <summary>Requests that wait.</summary>
    public int Count => Volatile.Read(ref _waiting);

    /// <summary>Rows and bytes that wait.</summary>
    public (long Rows, long Bytes) Size
    {
        get
        {
            lock (_lock)
            {
                return (_rows, _bytes);
            }
        }
    }

    /// <exception cref="StorageException">Busy: full. Closed.</exception>
    public void Add(WriteRequest request)
    {
        lock (_lock)
        {
            if (_closed)
            {
                throw JournalRules.Closed();
            }

            if (_rows > 0 && (_rows + request.Rows > options.MaxQueuedRows || _bytes + request.Bytes > options.MaxQueuedBytes))
            {
                throw new StorageException(
                    StorageReason.Busy,
                    $"The journal's queue is full: {_rows} rows of {_bytes} bytes wait for {options.Path}. The disk is slower than the writers; try again in a moment.");
            }

            _requests.Enqueue(request);
            _rows += request.Rows;
            _bytes += request.Bytes;
            Volatile.Write(ref _waiting, _requests.Count);
            if (_asleep)
            {
                Monitor.Pulse(_lock);
            }
        }
    }

    /// <summary>Waits for requests and moves a batch into <paramref name="batch"/>; false once the queue is closed and empty.</summary>
    public bool Take(List<WriteRequest> batch)
    {
        long until = Stopwatch.GetTimestamp() + Patience;
        while (Volatile.Read(ref _waiting) == 0 && !Volatile.Read(ref _closed) && Stopwatch.GetTimestamp() < until)
        {
            // Lets whoever waits for this core have it: it may be the caller that is awaited.
            Thread.Yield();
        }

        lock (_lock)
        {
            while (true)
            {
                int rows = 0;
                long bytes = 0;
                while (_requests.TryPeek(out WriteRequest? next)
                    && (batch.Count == 0 || (rows + next.Rows <= options.MaxBatchRows && bytes + next.Bytes <= options.MaxBatchBytes)))
                {
                    batch.Add(_requests.Dequeue());
                    rows += next.Rows;
                    bytes += next.Bytes;
                }

                _rows -= rows;
                _bytes -= bytes;
                Volatile.Write(ref _waiting, _requests.Count);
                if (batch.Count > 0)
                {
                    return true;
                }

                if (_closed)
                {
                    return false;
                }

                _asleep = true;
                Monitor.Wait(_lock);
                _asleep = false;
            }
        }
    }

    /// <summary>Refuses further requests; those that wait are still taken.</summary>
    public void Close()
    {
        lock (_lock)
        {
            Volatile.Write(ref _closed, true);
            Monitor.Pulse(_lock);
        }
    }
}
