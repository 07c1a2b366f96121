using Sapphire.Cluster.Links;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.RabbitMq;

/// <summary>A transport over RabbitMQ 3.10 or later.</summary>
public static class RabbitMqTransport
{
    /// <summary>A node at a broker; not started yet.</summary>
    /// <exception cref="ArgumentException">A setting is wrong; the message names it.</exception>
    public static IClusterTransport Create(ClusterSettings settings, RabbitMqSettings broker, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(broker);
        clock ??= TimeProvider.System;
        NodeId self = NodeId.Create(settings.NodeName, clock);
        return new LinkTransport(self, new RabbitMqDriver(broker.Checked(), settings.NodeName, clock), settings.Checked(), clock);
    }
}
