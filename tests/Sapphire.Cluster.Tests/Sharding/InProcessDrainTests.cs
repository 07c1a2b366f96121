using Sapphire.Cluster.Tests.Messaging;
using Sapphire.Cluster.Tests.Support;

namespace Sapphire.Cluster.Tests.Sharding;

/// <summary>Faults of entities, of one process.</summary>
public sealed class InProcessDrainTests : DrainContract
{
    protected override Task<TransportWorld> CreateAsync() => Task.FromResult<TransportWorld>(new ProcessWorld());
}
