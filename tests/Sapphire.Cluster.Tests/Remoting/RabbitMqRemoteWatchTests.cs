using Sapphire.Cluster.Tests.Messaging;

namespace Sapphire.Cluster.Tests.Remoting;

/// <summary>Death watch between nodes, over a RabbitMQ of our own.</summary>
[Collection("rabbitmq")]
public sealed class RabbitMqRemoteWatchTests : RemoteWatchContract
{
    protected override async Task<TransportWorld> CreateAsync() => await RabbitMqWorld.CreateAsync();
}
