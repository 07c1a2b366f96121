using System.Globalization;
using Sapphire.Cluster.Messaging;
using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Remoting;

/// <summary>
/// A life of a node as the address of a system: <c>akka.amqp://sapphire@kitchen.1a2b3c:0</c>. A reference of a former life names
/// another address. Names of nodes have no dots.
/// </summary>
public static class NodeAddress
{
    /// <summary>The protocol of the address.</summary>
    public const string Protocol = "akka.amqp";

    // Not the name of the actor system: whoever addresses a node need not know it.
    private const string System = "sapphire";

    /// <summary>The address of a node.</summary>
    public static Address Of(NodeId node) => new(Protocol, System, string.Create(CultureInfo.InvariantCulture, $"{node.Name}.{node.Incarnation:x}"), 0);

    /// <summary>The node of an address; null where it is none of a node.</summary>
    public static NodeId? NodeOf(Address address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.Protocol != Protocol || address.Host is not { } host) return null;
        int dot = host.LastIndexOf('.');
        return dot > 0 && long.TryParse(host.AsSpan(dot + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long incarnation)
            ? new NodeId(host[..dot], incarnation)
            : null;
    }

    /// <summary>The node of an actor that is on another one; null for an actor of this process.</summary>
    public static NodeId? NodeOf(IActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return NodeOf(actor.Path.Address);
    }
}
