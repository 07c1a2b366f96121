using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Postgres;

/// <summary>
/// What waits for the writer. Bounded in rows and bytes: beyond that a write is refused, so that a slow server makes callers fail
/// clearly instead of filling the memory.
/// </summary>
internal sealed class PostgresQueue(PostgresJournalOptions options, string target, TimeProvider time)
{
    private readonly LinkedList<PostgresRequest> _requests = new();
    private readonly object _lock = new();
    private long _rows;
    private long _bytes;
    private bool _closed;

    /// <exception cref="StorageException">Busy: full. Closed.</exception>
    public void Add(PostgresRequest request)
    {
        request.Since = time.GetTimestamp();
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
                    $"The journal's queue is full: {_rows} rows of {_bytes} bytes wait for {target}. The server is slower than the writers; try again in a moment.");
            }

            Enqueue(_requests.AddLast, request);
            Monitor.Pulse(_lock);
        }
    }

    /// <summary>Puts requests back in front of all others, in their order.</summary>
    public void PutBack(List<PostgresRequest> requests)
    {
        lock (_lock)
        {
            for (int i = requests.Count - 1; i >= 0; i--)
            {
                Enqueue(_requests.AddFirst, requests[i]);
            }
        }
    }

    /// <summary>Waits for requests and moves some of one type into <paramref name="batch"/>; false once the queue is closed and empty.</summary>
    public bool Take(List<PostgresRequest> batch)
    {
        lock (_lock)
        {
            while (_requests.Count == 0)
            {
                if (_closed)
                {
                    return false;
                }

                Monitor.Wait(_lock);
            }

            TakeSome(batch);
            return true;
        }
    }

    /// <summary>Takes everything, to fail it.</summary>
    public void TakeAll(List<PostgresRequest> requests)
    {
        lock (_lock)
        {
            requests.AddRange(_requests);
            _requests.Clear();
            _rows = 0;
            _bytes = 0;
        }
    }

    /// <summary>Refuses further requests; those that wait are still taken.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            Monitor.Pulse(_lock);
        }
    }

    // Requests of different ids may pass each other; those of one id may not. So an id whose next request does not fit into this
    // batch is left out from there on.
    private void TakeSome(List<PostgresRequest> batch)
    {
        Type type = _requests.First!.Value.GetType();
        Dictionary<string, AppendRequest?> ids = new(StringComparer.Ordinal);
        int rows = 0;
        long bytes = 0;
        int looked = 0;
        LinkedListNode<PostgresRequest>? node = _requests.First;
        while (node is not null && looked++ < 2 * options.MaxBatchRows)
        {
            PostgresRequest request = node.Value;
            LinkedListNode<PostgresRequest>? next = node.Next;
            bool known = ids.TryGetValue(request.PersistenceId, out AppendRequest? before);
            if (request.GetType() == type && (!known || Follows(before, request)))
            {
                if (batch.Count > 0 && (rows + request.Rows > options.MaxBatchRows || bytes + request.Bytes > options.MaxBatchBytes))
                {
                    break;
                }

                batch.Add(request);
                _requests.Remove(node);
                rows += request.Rows;
                bytes += request.Bytes;
                ids[request.PersistenceId] = request as AppendRequest;
                if (request is DeleteEventsRequest or DeleteSnapshotsRequest or ReplaceRequest)
                {
                    // These have a statement each.
                    break;
                }
            }
            else
            {
                ids[request.PersistenceId] = null;
            }

            node = next;
        }

        _rows -= rows;
        _bytes -= bytes;
    }

    // One look at the epoch and the highest number then decides on both.
    private static bool Follows(AppendRequest? before, PostgresRequest request) =>
        before is not null && request is AppendRequest append and not ReplaceRequest && append.Epoch == before.Epoch && append.First == before.Last + 1;

    private void Enqueue(Func<PostgresRequest, LinkedListNode<PostgresRequest>> add, PostgresRequest request)
    {
        add(request);
        _rows += request.Rows;
        _bytes += request.Bytes;
    }
}
