using System.Collections.Immutable;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Journal;

/// <summary>
/// Where persistent actors keep their events and snapshots. Every method may be called from any thread and fails with a
/// <see cref="StorageException"/>; a write's task completes only after its commit is on disk.
/// </summary>
public interface IJournal : IAsyncDisposable
{
    /// <summary>The ordering of the last committed event that this process knows of; 0 for an empty journal.</summary>
    long LastOrdering { get; }

    /// <summary>Bytes that the payload of one event or snapshot may have, before compression.</summary>
    int MaxPayloadBytes { get; }

    /// <summary>Makes the caller the owner of <paramref name="persistenceId"/>: writes with an older epoch are refused from now on. Comes before recovery.</summary>
    /// <returns>The new epoch.</returns>
    Task<long> RaiseEpochAsync(string persistenceId);

    /// <summary>Stores events, all or none. Writes of one id are stored in the order of the calls.</summary>
    /// <returns>The ordering of the last of them: a read model that has reached it shows them.</returns>
    /// <exception cref="StorageException">Fenced: a newer owner exists. Conflict: a number is taken or leaves a gap. Busy: the queue is full.</exception>
    Task<long> WriteAsync(AtomicWrite write);

    /// <summary>Deletes the events up to <paramref name="toSequenceNr"/>; their numbers stay taken.</summary>
    /// <exception cref="StorageException">Fenced: a newer owner exists.</exception>
    Task DeleteEventsAsync(string persistenceId, long epoch, long toSequenceNr);

    /// <summary>Reads at most <paramref name="limit"/> events of an id in order; fewer also when the page would grow past some megabytes, none only at the end.</summary>
    /// <exception cref="StorageException">Corrupt: a checksum does not match.</exception>
    Task<ImmutableArray<JournalRow>> ReadAsync(string persistenceId, long fromSequenceNr, long toSequenceNr, int limit, CancellationToken cancellationToken = default);

    /// <summary>Reads at most <paramref name="limit"/> events of all ids after an ordering, in commit order; none only at the end.</summary>
    /// <exception cref="StorageException">Corrupt: a checksum does not match.</exception>
    Task<ImmutableArray<JournalRow>> ReadAllAsync(long afterOrdering, int limit, CancellationToken cancellationToken = default);

    /// <summary>Reads at most <paramref name="limit"/> events with a tag after an ordering, in commit order; none only at the end.</summary>
    /// <exception cref="StorageException">Corrupt: a checksum does not match.</exception>
    Task<ImmutableArray<JournalRow>> ReadTagAsync(string tag, long afterOrdering, int limit, CancellationToken cancellationToken = default);

    /// <summary>Reads at most <paramref name="limit"/> ids that have events, in ordinal order after <paramref name="after"/>; null begins.</summary>
    Task<ImmutableArray<string>> ReadPersistenceIdsAsync(string? after, int limit, CancellationToken cancellationToken = default);

    /// <summary>The highest sequence number ever stored of an id, also when its event was deleted; 0 when it has none.</summary>
    Task<long> HighestSequenceNrAsync(string persistenceId, CancellationToken cancellationToken = default);

    /// <summary>The sequence number up to which events of an id were deleted; 0 when none were. What is missing beyond it was lost.</summary>
    Task<long> DeletedToAsync(string persistenceId, CancellationToken cancellationToken = default);

    /// <summary>Completes once an event after <paramref name="ordering"/> is committed, by whatever process.</summary>
    Task WaitForOrderingAfterAsync(long ordering, CancellationToken cancellationToken = default);

    /// <summary>Stores a snapshot; one of the same sequence number is replaced.</summary>
    /// <exception cref="StorageException">Fenced: a newer owner exists.</exception>
    Task SaveSnapshotAsync(SnapshotRow snapshot, long epoch);

    /// <summary>The newest snapshot that <paramref name="criteria"/> allows.</summary>
    /// <exception cref="StorageException">Corrupt: its checksum does not match.</exception>
    Task<SnapshotRow?> LoadSnapshotAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken = default);

    /// <summary>Deletes the snapshots that <paramref name="criteria"/> allows.</summary>
    /// <exception cref="StorageException">Fenced: a newer owner exists.</exception>
    Task DeleteSnapshotsAsync(string persistenceId, long epoch, SnapshotSelectionCriteria criteria);
}
