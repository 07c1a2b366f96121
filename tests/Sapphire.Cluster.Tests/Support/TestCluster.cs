using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Remoting;
using Sapphire.Cluster.Sharding;
using Sapphire.Cluster.Tests.Messaging;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Configuration;
using Sapphire.Kernel.Serialization;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Cluster.Tests.Support;

/// <summary>Several actor systems in one process, joined by a transport. Their messages go through their serialisers.</summary>
public sealed class TestCluster(TransportWorld world) : IAsyncDisposable
{
    private readonly List<TestNode> _nodes = [];

    public TransportWorld World => world;

    public IReadOnlyList<TestNode> Nodes => _nodes;

    /// <summary>A node that is connected.</summary>
    public async Task<TestNode> JoinAsync(string name, Func<ClusterSettings, ClusterSettings>? change = null, RemotingSettings? remoting = null)
    {
        IClusterTransport transport = await world.JoinAsync(name, change);
        ActorSystem system = ActorSystem.Create("sapphire", TestSystem.Prepare(
            new() { Serialization = ShardingMessageSerializer.Setup.And(SerializationSetup.Create(TestProtocol.Protocol)) },
            ConfigurationFactory.ParseString("akka.log-dead-letters = 0")));
        TestNode node = new(name, transport, system, ClusterRemoting.Start(system, transport, remoting ?? new() { RefreshInterval = TimeSpan.FromMilliseconds(500), UnseenPatience = TimeSpan.FromSeconds(2) }));
        _nodes.Add(node);
        return node;
    }

    /// <summary>Each of the nodes sees all the others.</summary>
    public static Task SeeEachOtherAsync(params TestNode[] nodes) => Wait.UntilAsync(
        () => Array.TrueForAll(nodes, n => Array.TrueForAll(nodes, o => n.Transport.Presence.Members.Any(m => m.Info.Id == o.Id && m.Status == MemberStatus.Up))),
        "the nodes see each other");

    /// <summary>A node is gone without a word, and its process with it.</summary>
    public async Task KillAsync(TestNode node)
    {
        await world.CutAsync(node.Name);
        _nodes.Remove(node);
        await node.EndAsync();
    }

    /// <summary>A node leaves in good order.</summary>
    public async Task LeaveAsync(TestNode node)
    {
        _nodes.Remove(node);
        await node.System.Terminate();
        await node.Transport.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_nodes.Select(n => n.EndAsync()));
        await world.DisposeAsync();
    }
}
