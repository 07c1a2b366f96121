using Sapphire.Cluster.Tests.Messaging;
using Sapphire.Cluster.Tests.Support;

namespace Sapphire.Cluster.Tests.Sharding;

/// <summary>Entities over nodes, of one process.</summary>
public sealed class InProcessClusterShardingTests : ClusterShardingContract
{
    protected override Task<TransportWorld> CreateAsync() => Task.FromResult<TransportWorld>(new ProcessWorld());
}
