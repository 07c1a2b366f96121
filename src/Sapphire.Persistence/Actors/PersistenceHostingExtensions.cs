using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Health;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Postgres;

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
                Open(one, provider),
                one.Guard with { Probe = one.Guard.Probe ?? (one.Postgres is null ? DiskProbe.For(one.Journal.Path) : null) },
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

    private static IJournal Open(PersistenceOptions options, IServiceProvider provider) => options.Postgres is { } postgres
        ? PostgresJournal.Open(postgres, provider.GetService<ILogger<PostgresJournal>>(), provider.GetService<TimeProvider>())
        : SqliteJournal.Open(options.Journal, provider.GetService<ILogger<SqliteJournal>>());

    /// <summary>Adds events that may be stored.</summary>
    public static IServiceCollection AddEventCatalog(this IServiceCollection services, EventCatalog catalog) => services.AddSingleton(catalog);
}
