using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Configuration;
using Sapphire.Actors.Gateway;
using Sapphire.Actors.Nodes;
using Sapphire.Actors.Rooms;
using Sapphire.Cluster.Messaging;
using Sapphire.Kernel.Hosting;

namespace Sapphire.Actors.Hosting;

/// <summary>What makes a program one node of several.</summary>
public static partial class NodeServices
{
    /// <summary>Adds how the node reaches the others; nothing without a broker.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">The configuration.</param>
    /// <param name="version">The version of the program.</param>
    /// <param name="transport">Another way to reach them, as between nodes of one process; null for the configured broker.</param>
    public static IServiceCollection AddNode(this IServiceCollection services, SapphireOptions options, string version, Func<ClusterSettings, IClusterTransport>? transport = null)
    {
        if (transport is null && !options.Cluster.HasBroker)
        {
            return services;
        }

        services.AddSingleton(provider =>
        {
            TimeProvider time = provider.GetRequiredService<TimeProvider>();
            IClusterTransport one = transport?.Invoke(ClusterTransports.SettingsOf(options.Cluster, version)) ?? ClusterTransports.Create(options.Cluster, version, time);
            ILogger logger = provider.GetRequiredService<ILoggerFactory>().CreateLogger("Sapphire.Cluster");
            TransportStatus before = TransportStatus.Connecting;
            one.Watch(state =>
            {
                if (state.Status == TransportStatus.Away && before != TransportStatus.Away)
                {
                    LogAway(logger, state.Error?.Message ?? "The connection was lost.");
                }
                else if (state.Status == TransportStatus.Connected && before == TransportStatus.Away)
                {
                    LogBack(logger);
                }

                before = state.Status;
            });
            one.Presence.Watch(changed =>
            {
                if (changed.Before is null && changed.Member.IsNewer)
                {
                    LogNewer(logger, changed.Member.Info.Id.Name, changed.Member.Info.Version, changed.Member.Info.Protocol, WireMessage.CurrentProtocol);
                }
            });
            return one;
        });
        services.AddSingleton(provider => new ClusterHealth(provider.GetRequiredService<IClusterTransport>(), provider.GetRequiredService<TimeProvider>()));
        return services;
    }

    /// <summary>Adds the actors of a node, all there is to one that has neither pages nor chats. Registered beside it: <see cref="TimeProvider"/>, logging, <see cref="AddNode"/>.</summary>
    public static IServiceCollection AddNodeActors(this IServiceCollection services, SapphireOptions options)
    {
        services.AddSingleton(provider => new ChatGateway(provider.GetRequiredService<IRequiredActor<ChatSession>>(), provider.GetService<IClusterTransport>()));
        services.AddRooms();
        services.AddAkka("sapphire", (builder, provider) => builder
            .AddHocon(options.Akka, HoconAddMode.Prepend)
            .WithSetup(static setup => setup with { Serialization = AssistantProtocols.Setup })
            .WithActors((system, registry, _) => new ActorTree(system, registry, provider, options).Start()));
        return services;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The other nodes cannot be reached. {Reason:l} It is tried again by itself.")]
    private static partial void LogAway(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Node {Name:l} runs a newer Sapphire ({Version:l}), which speaks version {Protocol} of the protocol between nodes, this one up to {Known}. What it sends cannot be read here: update this node.")]
    private static partial void LogNewer(ILogger logger, string name, string version, int protocol, int known);

    // A warning too, since the console shows nothing less: whoever saw that it was away wants to see this.
    [LoggerMessage(Level = LogLevel.Warning, Message = "The other nodes can be reached again.")]
    private static partial void LogBack(ILogger logger);
}
