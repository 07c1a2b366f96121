using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.RabbitMq;
using Sapphire.RabbitMq.TestKit;

namespace Sapphire.Cluster.Tests.Messaging;

/// <summary>The shared broker, and a way to it for each node that can be cut.</summary>
internal sealed class RabbitMqWorld(BrokerServer server) : TransportWorld
{
    private readonly Dictionary<string, BrokerProxy> _proxies = [];

    public BrokerServer Server => server;

    public static async Task<RabbitMqWorld> CreateAsync() => new(await BrokerServer.SharedAsync());

    public BrokerProxy Way(string node)
    {
        if (!_proxies.TryGetValue(node, out BrokerProxy? proxy)) _proxies.Add(node, proxy = new(server.Port));
        return proxy;
    }

    public override Task CutAsync(string node)
    {
        Way(node).Cut();
        return Task.CompletedTask;
    }

    public override Task HealAsync(string node)
    {
        Way(node).Heal();
        return Task.CompletedTask;
    }

    // RabbitMQ 3.10 writes the list of its quorum queues with a delay of half a second; a queue that is younger when the broker is
    // killed is there afterwards, but never gets a leader.
    public override async Task SettleAsync()
    {
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(1.5));
        await timer.WaitForNextTickAsync();
    }

    public override Task LoseBrokerAsync() => server.KillAsync();

    public override Task ReturnBrokerAsync() => server.StartAgainAsync();

    protected override IClusterTransport Create(ClusterSettings settings) =>
        RabbitMqTransport.Create(settings, new RabbitMqSettings { Heartbeat = TimeSpan.FromSeconds(2) }.WithUri(BrokerServer.UriAt(Way(settings.NodeName).Port)));

    protected override async ValueTask EndAsync()
    {
        foreach (BrokerProxy proxy in _proxies.Values) await proxy.DisposeAsync();
    }
}
