using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Health;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence;

/// <summary>Puts persistence into a generic host.</summary>
public static class PersistenceHostingExtensions
{
    /// <summary>
    /// Adds the journal (<see cref="IJournal"/>) and <see cref="PersistenceExtension"/>. Call it before <c>AddAkka</c>, whose actors find
    /// it by themselves; the host closes the journal last. Events are those of every catalog added with <see cref="AddEventCatalog"/>.
    /// </summary>
    public static IServiceCollection AddSapphirePersistence(this IServiceCollection services, Func<IServiceProvider, PersistenceOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.AddSingleton(options);
        services.AddSingleton(provider => new StorageHealth(provider.GetService<TimeProvider>()));
        services.AddSingleton<IJournal>(provider =>
        {
            PersistenceOptions one = provider.GetRequiredService<PersistenceOptions>();
            return new GuardedJournal(
                SqliteJournal.Open(one.Journal, provider.GetService<ILogger<SqliteJournal>>()),
                one.Guard with { Probe = one.Guard.Probe ?? DiskProbe.For(one.Journal.Path) },
                provider.GetRequiredService<StorageHealth>(),
                provider.GetService<TimeProvider>(),
                provider.GetService<ILogger<GuardedJournal>>());
        });
        services.AddSingleton(provider =>
        {
            EventCatalog events = new();
            foreach (EventCatalog catalog in provider.GetServices<EventCatalog>())
            {
                events.AddAll(catalog);
            }

            return new PersistenceExtension(
                provider.GetRequiredService<IJournal>(), events, provider.GetRequiredService<PersistenceOptions>().MaxConcurrentRecoveries);
        });
        return services;
    }

    /// <summary>Adds events that may be stored.</summary>
    public static IServiceCollection AddEventCatalog(this IServiceCollection services, EventCatalog catalog) => services.AddSingleton(catalog);
}
