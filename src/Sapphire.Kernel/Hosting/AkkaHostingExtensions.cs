using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Hosting;

/// <summary>Puts an actor system into a generic host.</summary>
public static class AkkaHostingExtensions
{
    /// <summary>
    /// Adds an actor system that starts and stops with the host. Injectable are <see cref="ActorSystem"/>, <see cref="IActorRegistry"/>,
    /// <see cref="IReadOnlyActorRegistry"/>, <see cref="ActorRegistry"/> and <see cref="IRequiredActor{TActor}"/>. The clock is the registered
    /// <see cref="TimeProvider"/>, if there is one.
    /// </summary>
    /// <remarks>The host's stop runs the coordinated shutdown; grant it the time (<c>HostOptions.ShutdownTimeout</c>, 30 s by default).</remarks>
    public static IServiceCollection AddAkka(this IServiceCollection services, string actorSystemName, Action<AkkaConfigurationBuilder, IServiceProvider> builder)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(builder);
        services.AddSingleton(provider =>
        {
            var configuration = new AkkaConfigurationBuilder(new ActorSystemSetup
            {
                TimeProvider = provider.GetService<TimeProvider>() ?? TimeProvider.System,
                LoggerFactory = provider.GetService<ILoggerFactory>(),
                ServiceProvider = provider,
            });
            builder(configuration, provider);
            return configuration;
        });
        services.AddSingleton(provider => ActorSystem.Create(actorSystemName, provider.GetRequiredService<AkkaConfigurationBuilder>().Setup));
        services.AddSingleton(provider => ActorRegistry.For(provider.GetRequiredService<ActorSystem>()));
        services.AddSingleton<IActorRegistry>(provider => provider.GetRequiredService<ActorRegistry>());
        services.AddSingleton<IReadOnlyActorRegistry>(provider => provider.GetRequiredService<ActorRegistry>());
        services.TryAddSingleton(typeof(IRequiredActor<>), typeof(RequiredActor<>));
        services.AddSingleton<IHostedService, AkkaHostedService>();
        return services;
    }

    /// <summary>Adds an actor system that starts and stops with the host.</summary>
    public static IServiceCollection AddAkka(this IServiceCollection services, string actorSystemName, Action<AkkaConfigurationBuilder> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return services.AddAkka(actorSystemName, (b, _) => builder(b));
    }

    /// <summary>Adds <see cref="ActorSystemLivenessCheck"/> to the host's health checks.</summary>
    public static IHealthChecksBuilder AddActorSystemLiveness(this IHealthChecksBuilder builder, string name = "akka-liveness", params string[] tags)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<ActorSystemLivenessCheck>(name, failureStatus: null, tags);
    }
}
