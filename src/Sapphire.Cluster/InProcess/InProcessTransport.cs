using Sapphire.Cluster.Links;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.InProcess;

/// <summary>A transport between nodes of one process, over a shared <see cref="InProcessBroker"/>. One node alone needs no other.</summary>
public static class InProcessTransport
{
    /// <summary>A node at a broker; not started yet.</summary>
    /// <exception cref="ArgumentException">A setting is wrong; the message names it.</exception>
    public static IClusterTransport Create(InProcessBroker broker, ClusterSettings settings, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(broker);
        ArgumentNullException.ThrowIfNull(settings);
        clock ??= TimeProvider.System;
        NodeId self = NodeId.Create(settings.NodeName, clock);
        return new LinkTransport(self, new InProcessDriver(broker, settings.NodeName), settings.Checked(), clock);
    }
}
