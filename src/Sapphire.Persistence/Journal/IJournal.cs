using System.Collections.Immutable;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Journal;

/// <summary>
/// Where persistent actors keep their events and snapshots. Every method may be called from any thread and fails with a
/// <see cref="StorageException"/>; a write's task completes only after its commit is on disk.
/// </summary>
public interface IJournal : IAsyncDisposable
{
    /// <summary>The ordering of the last committed event; 0 for an empty journal.</summary>
    long LastOrdering { get; }

    /// <summary>Bytes that the payload of one event or snapshot may have.</summary>
    int MaxPayloadBytes { get; }

    /// <summary>Makes the caller the owner of <paramref name="persistenceId"/>: writes with an older epoch are refused from now on. Comes before recovery.</summary>
    /// <returns>The new epoch.</returns>
    Task<long> RaiseEpochAsync(string persistenceId);

    /// <summary>Stores events, all or none. Writes of one id are stored in the order of the calls.</summary>
    /// <exception cref="StorageException">Fenced: a newer owner exists. Conflict: a number is taken or leaves a gap. Busy: the queue is full.</exception>
    Task WriteAsync(AtomicWrite write);

    /// <summary>Reads at most <paramref name="limit"/> events of an id in order; fewer also when the page would grow past some megabytes, none only at the end.</summary>
    Task<ImmutableArray<JournalRow>> ReadAsync(string persistenceId, long fromSequenceNr, long toSequenceNr, int limit, CancellationToken cancellationToken = default);

    /// <summary>Reads at most <paramref name="limit"/> events of all ids after an ordering, in commit order; none only at the end.</summary>
    Task<ImmutableArray<JournalRow>> ReadAllAsync(long afterOrdering, int limit, CancellationToken cancellationToken = default);

    /// <summary>The highest stored sequence number of an id; 0 when it has no event.</summary>
    Task<long> HighestSequenceNrAsync(string persistenceId, CancellationToken cancellationToken = default);

    /// <summary>Completes once an event after <paramref name="ordering"/> is committed.</summary>
    Task WaitForOrderingAfterAsync(long ordering, CancellationToken cancellationToken = default);

    /// <summary>Stores a snapshot and drops the oldest ones beyond the number kept.</summary>
    Task SaveSnapshotAsync(SnapshotRow snapshot, long epoch);

    /// <summary>The newest snapshot up to <paramref name="maxSequenceNr"/>.</summary>
    Task<SnapshotRow?> LoadSnapshotAsync(string persistenceId, long maxSequenceNr = long.MaxValue, CancellationToken cancellationToken = default);

    /// <summary>Deletes the snapshots up to <paramref name="maxSequenceNr"/>.</summary>
    Task DeleteSnapshotsAsync(string persistenceId, long epoch, long maxSequenceNr);
}
