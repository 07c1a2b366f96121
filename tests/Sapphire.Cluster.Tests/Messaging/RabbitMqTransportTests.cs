namespace Sapphire.Cluster.Tests.Messaging;

/// <summary>The contract, over a RabbitMQ of our own.</summary>
[Collection("rabbitmq")]
public sealed class RabbitMqTransportTests : TransportContract
{
    protected override async Task<TransportWorld> CreateAsync() => await RabbitMqWorld.CreateAsync();
}
