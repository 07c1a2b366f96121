using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sapphire.Actors.ClusterSpeech;
using Sapphire.Actors.Configuration;
using Sapphire.Actors.Home;
using Sapphire.Actors.Nodes;
using Sapphire.Actors.Rooms.Devices;
using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Remoting;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Operations;

/// <summary>The operator's place in the composition.</summary>
public static class OperationsServices
{
    /// <summary>Adds <see cref="ClusterOperations"/>; the actors of the node start their <see cref="NodeOperator"/> where this was called.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">The configuration.</param>
    /// <param name="version">The version of the program.</param>
    public static IServiceCollection AddOperations(this IServiceCollection services, SapphireOptions options, string version)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.AddSingleton(new OperatorSettings(ClusterTransports.NameOf(options.Cluster), version) { DrainGrace = options.Cluster.DrainGrace });
        services.AddSingleton(provider => new ClusterOperations(
            provider.GetRequiredService<ActorSystem>(), provider.GetRequiredService<OperatorSettings>(), provider.GetService<IClusterTransport>(), provider.GetService<ChatListView>(), provider.GetService<DeviceRooms>()));
        return services;
    }

    /// <summary>Starts the node's operator, where there is one to be.</summary>
    internal static void Start(ActorSystem system, IServiceProvider provider, ClusterRemoting? remoting)
    {
        if (provider.GetService<OperatorSettings>() is { } settings)
        {
            // Holds nothing that a restart would lose but counts; the system's default restarts it.
            system.ActorOf(NodeOperator.Props(settings, remoting, () => provider.GetService<IHostApplicationLifetime>()?.StopApplication(), remoting is null ? null : provider.GetService<SpeechCluster>()), "operator");
        }
    }
}
