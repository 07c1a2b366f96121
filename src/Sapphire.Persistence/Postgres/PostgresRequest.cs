#pragma warning disable MA0048 // A family of small classes.
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Postgres;

/// <summary>Something the writer does, and whom to tell after the commit. Requests of one type share a commit.</summary>
internal abstract class PostgresRequest(string persistenceId, long epoch, int rows, long bytes)
{
    // What awaits it goes on where it is completed: on a thread of the pool, never on the writer's.
    private readonly TaskCompletionSource<long> _completion = new();

    public string PersistenceId => persistenceId;

    /// <summary>The owner's epoch; 0 where there is none yet.</summary>
    public long Epoch => epoch;

    public int Rows => rows;

    public long Bytes => bytes;

    /// <summary>When it was asked for; <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long Since { get; set; }

    /// <summary>Completes after the commit with what was asked for: an ordering, an epoch, or 0.</summary>
    public Task<long> Task => _completion.Task;

    public void Complete(long result) => ThreadPool.UnsafeQueueUserWorkItem(static told => told.Request.CompleteHere(told.Result), (Request: this, Result: result), preferLocal: false);

    public void Fail(StorageException error) => ThreadPool.UnsafeQueueUserWorkItem(static told => told.Completion.TrySetException(told.Error), (Completion: _completion, Error: error), preferLocal: false);

    /// <summary>The same on this thread, which must be one of the pool.</summary>
    public void CompleteHere(long result) => _completion.TrySetResult(result);
}

/// <summary>Append events; the answer is the ordering of the last one.</summary>
internal class AppendRequest(AtomicWrite write, StoredPayload[] payloads, long bytes) : PostgresRequest(write.PersistenceId, write.Epoch, payloads.Length, bytes)
{
    public AtomicWrite Write => write;

    public StoredPayload[] Payloads => payloads;

    public long First => write.Events[0].SequenceNr;

    public long Last => write.Events[^1].SequenceNr;
}

/// <summary>Put events in the place of all that an id has; the answer is the ordering of the last one.</summary>
internal sealed class ReplaceRequest(AtomicWrite write, StoredPayload[] payloads, long bytes) : AppendRequest(write, payloads, bytes);

/// <summary>Raise the epoch; the answer is the new one.</summary>
internal sealed class EpochRequest(string persistenceId) : PostgresRequest(persistenceId, 0, 1, persistenceId.Length);

/// <summary>Save a snapshot.</summary>
internal sealed class SnapshotRequest(SnapshotRow snapshot, StoredPayload payload, long epoch) : PostgresRequest(snapshot.PersistenceId, epoch, 1, payload.Bytes.Length)
{
    public SnapshotRow Snapshot => snapshot;

    public StoredPayload Payload => payload;
}

/// <summary>Delete events.</summary>
internal sealed class DeleteEventsRequest(string persistenceId, long epoch, long toSequenceNr) : PostgresRequest(persistenceId, epoch, 1, 0)
{
    public long ToSequenceNr => toSequenceNr;
}

/// <summary>Delete snapshots.</summary>
internal sealed class DeleteSnapshotsRequest(string persistenceId, long epoch, SnapshotSelectionCriteria criteria) : PostgresRequest(persistenceId, epoch, 1, 0)
{
    public SnapshotSelectionCriteria Criteria => criteria;
}
