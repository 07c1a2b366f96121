using Sapphire.Cluster.Tests.Support;

namespace Sapphire.Cluster.Tests.Messaging;

/// <summary>The contract, between nodes of one process.</summary>
public sealed class InProcessTransportTests : TransportContract
{
    protected override Task<TransportWorld> CreateAsync() => Task.FromResult<TransportWorld>(new ProcessWorld());
}
