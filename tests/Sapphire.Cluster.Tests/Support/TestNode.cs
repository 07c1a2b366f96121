using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Remoting;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Cluster.Tests.Support;

/// <summary>A node of a <see cref="TestCluster"/>.</summary>
public sealed record TestNode(string Name, IClusterTransport Transport, ActorSystem System, ClusterRemoting Remoting)
{
    public NodeId Id => Transport.Self;

    /// <summary>A test actor of the node, with a queue.</summary>
    public TestKitBase Kit { get; } = new TestKit(System);

    /// <summary>An actor of this node, as another one knows it.</summary>
    public IActorRef SeenFrom(TestNode other, IActorRef actor) => other.System.Serialization.DeserializeActorRef(Kernel.Serialization.Serialization.SerializedActorPath(actor));

    /// <summary>Stops the actors without handing anything over, then closes the connection.</summary>
    public async Task EndAsync()
    {
        await System.FinalTerminate();
        await Transport.DisposeAsync();
    }
}
