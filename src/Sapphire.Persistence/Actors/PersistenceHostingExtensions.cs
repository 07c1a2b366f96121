using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sapphire.Persistence.Events;
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
        services.AddSingleton<IJournal>(provider => SqliteJournal.Open(
            provider.GetRequiredService<PersistenceOptions>().Journal, provider.GetService<ILogger<SqliteJournal>>()));
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
