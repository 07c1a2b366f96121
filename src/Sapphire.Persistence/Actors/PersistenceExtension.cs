using Sapphire.Kernel.Actor;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence;

/// <summary>What the persistent actors of one system share.</summary>
public sealed class PersistenceExtension
{
    private readonly int? _maxConcurrentRecoveries;
    private PersistenceSettings? _settings;
    private SemaphoreSlim? _permits;

    internal PersistenceExtension(IJournal journal, EventCatalog events, int? maxConcurrentRecoveries)
    {
        Journal = journal;
        Events = events;
        _maxConcurrentRecoveries = maxConcurrentRecoveries;
    }

    /// <summary>The journal.</summary>
    public IJournal Journal { get; }

    /// <summary>What may be stored.</summary>
    public EventCatalog Events { get; }

    /// <summary>The settings in effect; from the start of the system on.</summary>
    public PersistenceSettings Settings => _settings ?? throw NotStarted();

    // Bounds memory and reads when many ids recover at once.
    internal SemaphoreSlim RecoveryPermits => _permits ?? throw NotStarted();

    /// <summary>Reads the settings of its system.</summary>
    internal PersistenceExtension For(ActorSystem system)
    {
        PersistenceSettings settings = new(system.Settings.Config);
        int permits = _maxConcurrentRecoveries ?? settings.MaxConcurrentRecoveries;

        // Two actors may be the first at once: the same permits for both.
        Interlocked.CompareExchange(ref _permits, new(permits, permits), null);
        Interlocked.CompareExchange(ref _settings, settings, null);
        return this;
    }

    private static InvalidOperationException NotStarted() => new("The persistence belongs to no actor system yet.");
}
