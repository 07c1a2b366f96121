using Microsoft.Extensions.DependencyInjection.Extensions;
using Sapphire.Actors.Configuration;
using Sapphire.Persistence.Files;

namespace Sapphire.Web.Hosting;

/// <summary>What the server and the verbs have in common.</summary>
internal static class SapphireBasics
{
    /// <summary>Adds home, configuration, clock and log, and takes signals away from the host: the verb handles them.</summary>
    public static void AddSapphireBasics(this IServiceCollection services, HomeFolder home, SapphireOptions options, TimeProvider time, ILoggerFactory logging)
    {
        services.AddSingleton(home);
        services.AddSingleton(options);
        services.AddSingleton(time);
        services.AddLogging();
        services.Replace(ServiceDescriptor.Singleton(logging));
        services.Replace(ServiceDescriptor.Singleton<IHostLifetime, NoLifetime>());
        services.AddHostedService<IdleMemory>();
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
