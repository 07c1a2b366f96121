#pragma warning disable MA0048 // The kinds of request are tiny and belong together.
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Journal;

/// <summary>
/// Something the writer thread does inside a transaction; its task completes after the commit. It is the completion source itself,
/// and has its arguments as fields: a write costs one object, not four.
/// </summary>
internal abstract class WriteRequest(string persistenceId, int rows, long bytes) : TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private long _result;

    public string PersistenceId => persistenceId;

    public int Rows => rows;

    public long Bytes => bytes;

    /// <summary>One statement undoes itself when it fails; several need a savepoint.</summary>
    public virtual bool NeedsSavepoint => false;

    /// <summary>Why it was refused, alone of its batch; null when it was not.</summary>
    public StorageException? Error { get; set; }

    /// <summary>May run again in a second transaction when the first one was lost.</summary>
    public void Execute(JournalSession session) => _result = Run(session);

    /// <summary>Tells the caller: success, or <paramref name="lost"/> for the whole batch, unless it was refused before.</summary>
    public void Tell(StorageException? lost)
    {
        if ((Error ?? lost) is { } error)
        {
            TrySetException(error);
        }
        else
        {
            TrySetResult(_result);
        }
    }

    protected abstract long Run(JournalSession session);
}

/// <summary>Stores events; answers with the ordering of the last.</summary>
internal sealed class EventsRequest(AtomicWrite write, StoredPayload[] payloads, long bytes, bool tagged) : WriteRequest(write.PersistenceId, payloads.Length, bytes)
{
    public override bool NeedsSavepoint => tagged || payloads.Length > 1;

    protected override long Run(JournalSession session) => session.Insert(write, payloads);
}

/// <summary>Makes a new owner; answers with its epoch.</summary>
internal sealed class EpochRequest(string persistenceId) : WriteRequest(persistenceId, 1, persistenceId.Length)
{
    protected override long Run(JournalSession session) => session.RaiseEpoch(PersistenceId);
}

/// <summary>Deletes events.</summary>
internal sealed class EventDeletionRequest(string persistenceId, long epoch, long toSequenceNr) : WriteRequest(persistenceId, 1, 0)
{
    public override bool NeedsSavepoint => true;

    protected override long Run(JournalSession session)
    {
        session.DeleteEvents(PersistenceId, epoch, toSequenceNr);
        return 0;
    }
}

/// <summary>Stores a snapshot.</summary>
internal sealed class SnapshotRequest(SnapshotRow snapshot, StoredPayload payload, long epoch) : WriteRequest(snapshot.PersistenceId, 1, payload.Bytes.Length)
{
    protected override long Run(JournalSession session)
    {
        session.SaveSnapshot(snapshot, payload, epoch);
        return 0;
    }
}

/// <summary>Deletes snapshots.</summary>
internal sealed class SnapshotDeletionRequest(string persistenceId, long epoch, SnapshotSelectionCriteria criteria) : WriteRequest(persistenceId, 1, 0)
{
    protected override long Run(JournalSession session)
    {
        session.DeleteSnapshots(PersistenceId, epoch, criteria);
        return 0;
    }
}
