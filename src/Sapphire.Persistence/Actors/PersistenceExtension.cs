using Sapphire.Persistence.Events;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence;

/// <summary>What the persistent actors of one system share.</summary>
public sealed class PersistenceExtension
{
    internal PersistenceExtension(IJournal journal, EventCatalog events, int maxConcurrentRecoveries)
    {
        Journal = journal;
        Events = events;
        RecoveryPermits = new(maxConcurrentRecoveries, maxConcurrentRecoveries);
    }

    /// <summary>The journal.</summary>
    public IJournal Journal { get; }

    /// <summary>What may be stored.</summary>
    public EventCatalog Events { get; }

    // Bounds memory and reads when many ids recover at once.
    internal SemaphoreSlim RecoveryPermits { get; }
}
