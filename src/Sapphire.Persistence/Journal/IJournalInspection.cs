using System.Collections.Immutable;

namespace Sapphire.Persistence.Journal;

/// <summary>Reads what is stored as it is stored, damaged or not: for verifying. Every journal on a disk implements it.</summary>
public interface IJournalInspection
{
    /// <summary>What the journal is, for a person: "SQLite 3.40.1, /home/…/journal.db".</summary>
    string Description { get; }

    /// <summary>Rows of events after an ordering, also the deleted ones, in order; none only at the end.</summary>
    Task<ImmutableArray<StoredEvent>> ReadStoredAsync(long afterOrdering, int limit, CancellationToken cancellationToken = default);

    /// <summary>Snapshots after a place, in ordinal order of id and then by number; none only at the end.</summary>
    Task<ImmutableArray<StoredSnapshot>> ReadStoredSnapshotsAsync(string? afterPersistenceId, long afterSequenceNr, int limit, CancellationToken cancellationToken = default);

    /// <summary>Ids with their epochs, in ordinal order after <paramref name="after"/>; none only at the end.</summary>
    Task<ImmutableArray<EpochRow>> ReadEpochsAsync(string? after, int limit, CancellationToken cancellationToken = default);

    /// <summary>What the database itself finds wrong with its files; empty when nothing.</summary>
    Task<ImmutableArray<string>> CheckIntegrityAsync(CancellationToken cancellationToken = default);
}
