using Sapphire.Cluster.InProcess;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.Tests.Messaging;

/// <summary>The contract, between nodes of one process.</summary>
public sealed class InProcessTransportTests : TransportContract
{
    protected override Task<TransportWorld> CreateAsync() => Task.FromResult<TransportWorld>(new InProcessWorld());

    private sealed class InProcessWorld : TransportWorld
    {
        private readonly InProcessBroker _broker = new();

        public override Task CutAsync(string node)
        {
            _broker.Cut(node);
            return Task.CompletedTask;
        }

        public override Task HealAsync(string node)
        {
            _broker.Heal(node);
            return Task.CompletedTask;
        }

        public override Task LoseBrokerAsync()
        {
            _broker.Lose();
            return Task.CompletedTask;
        }

        public override Task ReturnBrokerAsync()
        {
            _broker.Return();
            return Task.CompletedTask;
        }

        protected override IClusterTransport Create(ClusterSettings settings) => InProcessTransport.Create(_broker, settings);
    }
}
