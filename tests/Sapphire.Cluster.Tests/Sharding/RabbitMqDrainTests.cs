using Sapphire.Cluster.Tests.Messaging;

namespace Sapphire.Cluster.Tests.Sharding;

/// <summary>Faults of entities, over a RabbitMQ of our own.</summary>
[Collection("rabbitmq")]
public sealed class RabbitMqDrainTests : DrainContract
{
    protected override async Task<TransportWorld> CreateAsync() => await RabbitMqWorld.CreateAsync();
}
