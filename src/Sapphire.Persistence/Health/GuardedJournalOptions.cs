using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence.Health;

/// <summary>The breakers before a journal.</summary>
public sealed record GuardedJournalOptions
{
    /// <summary>Of writes, and a further one of reads.</summary>
    public CircuitBreakerSettings Journal { get; init; } = CircuitBreakerSettings.Journal;

    /// <summary>Of saving and deleting snapshots, which nobody waits for.</summary>
    public CircuitBreakerSettings SnapshotStore { get; init; } = CircuitBreakerSettings.SnapshotStore;

    /// <summary>
    /// Fails while the store cannot take writes; given the failure that is to be over. Null raises the epoch of
    /// <see cref="GuardedJournal.ProbeId"/>, the smallest real write.
    /// </summary>
    public Func<IJournal, StorageProblem, Task>? Probe { get; init; }
}
