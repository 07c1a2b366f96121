using Sapphire.Cluster.InProcess;
using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Tests.Messaging;

namespace Sapphire.Cluster.Tests.Support;

/// <summary>A broker in this process.</summary>
internal sealed class ProcessWorld : TransportWorld
{
    private readonly InProcessBroker _broker = new();

    public override Task CutAsync(string node) => Do(() => _broker.Cut(node));

    public override Task HealAsync(string node) => Do(() => _broker.Heal(node));

    public override Task LoseBrokerAsync() => Do(_broker.Lose);

    public override Task ReturnBrokerAsync() => Do(_broker.Return);

    protected override IClusterTransport Create(ClusterSettings settings) => InProcessTransport.Create(_broker, settings);

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
