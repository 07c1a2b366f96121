using Sapphire.Actors.Tests.Hosting;
using Sapphire.Cluster.InProcess;
using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Remoting;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Actors.Tests.Subscriptions;

/// <summary>The system of a test as one node, and another one with a probe that publishes.</summary>
internal sealed class TwoNodes : IAsyncDisposable
{
    private readonly IClusterTransport _here;
    private readonly IClusterTransport _there;
    private readonly TestKit _other;

    private TwoNodes(TestKit kit, TimeProvider time)
    {
        InProcessBroker broker = new();
        _here = InProcessTransport.Create(broker, new ClusterSettings { NodeName = "web" });
        _there = InProcessTransport.Create(broker, new ClusterSettings { NodeName = "session-1" });
        _other = new(TestProtocol.Setup(time));
        ClusterRemoting.Start(_other.Sys, _there);
        ClusterRemoting remoting = ClusterRemoting.Start(kit.Sys, _here);
        Probe = _other.CreateTestProbe();
        Publisher = remoting.ActorOn(There, Probe.Ref.Path.ToStringWithoutAddress());
    }

    public NodeId There => _there.Self;

    /// <summary>Gets what the publisher is sent.</summary>
    public TestProbe Probe { get; }

    /// <summary>The probe, as the node of the test knows it.</summary>
    public IActorRef Publisher { get; }

    public static async Task<TwoNodes> StartAsync(TestKit kit, TimeProvider time)
    {
        TwoNodes nodes = new(kit, time);
        nodes._there.Start();
        nodes._here.Start();
        await nodes._there.ConnectedAsync(TestContext.Current.CancellationToken);
        await nodes._here.ConnectedAsync(TestContext.Current.CancellationToken);
        return nodes;
    }

    public async ValueTask DisposeAsync()
    {
        _other.Dispose();
        await _here.DisposeAsync();
        await _there.DisposeAsync();
    }
}
