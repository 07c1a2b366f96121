using Microsoft.Extensions.DependencyInjection;
using Sapphire.Kernel.Actor;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence;

/// <summary>Gives an actor system its journal.</summary>
public static class Persistence
{
    /// <summary>Gives a system without a host its journal and catalog, before its first persistent actor. Closing the journal is left to the caller.</summary>
    /// <param name="system">The system; its <c>akka.persistence</c> settings are in effect.</param>
    /// <param name="journal">Its journal.</param>
    /// <param name="events">What may be stored.</param>
    /// <param name="maxConcurrentRecoveries">In place of <c>akka.persistence.max-concurrent-recoveries</c>.</param>
    /// <exception cref="InvalidOperationException">The system has persistence already.</exception>
    /// <exception cref="Kernel.Configuration.ConfigurationException">A setting below <c>akka.persistence</c> is not known or not allowed.</exception>
    public static PersistenceExtension Add(ActorSystem system, IJournal journal, EventCatalog events, int? maxConcurrentRecoveries = null)
    {
        PersistenceExtension extension = new PersistenceExtension(journal, events, maxConcurrentRecoveries).For(system);
        return ReferenceEquals(system.WithExtension(_ => extension), extension)
            ? extension
            : throw new InvalidOperationException("The actor system has persistence already.");
    }

    /// <summary>The system's persistence: that of its host, or what <see cref="Add"/> gave it.</summary>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    /// <exception cref="Kernel.Configuration.ConfigurationException">A setting below <c>akka.persistence</c> is not known or not allowed.</exception>
    public static PersistenceExtension Get(ActorSystem system) =>
        system.GetExtension<PersistenceExtension>()
        ?? (system.Setup.ServiceProvider?.GetService<PersistenceExtension>() is { } hosted ? system.WithExtension(hosted.For) : null)
        ?? throw new InvalidOperationException("The actor system has no persistence. Add it with services.AddSapphirePersistence(...), or with Persistence.Add in a test.");
}
