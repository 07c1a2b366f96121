using Sapphire.Cluster.Tests.Messaging;

namespace Sapphire.Cluster.Tests.Remoting;

/// <summary>Messages between nodes, over a RabbitMQ of our own.</summary>
[Collection("rabbitmq")]
public sealed class RabbitMqRemotingTests : RemotingContract
{
    protected override async Task<TransportWorld> CreateAsync() => await RabbitMqWorld.CreateAsync();
}
