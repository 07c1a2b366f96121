using Sapphire.Cluster.Tests.Messaging;

namespace Sapphire.Cluster.Tests.Sharding;

/// <summary>Entities over nodes, over a RabbitMQ of our own.</summary>
[Collection("rabbitmq")]
public sealed class RabbitMqClusterShardingTests : ClusterShardingContract
{
    protected override async Task<TransportWorld> CreateAsync() => await RabbitMqWorld.CreateAsync();
}
