using Sapphire.Cluster.Tests.Messaging;
using Sapphire.Cluster.Tests.Support;

namespace Sapphire.Cluster.Tests.Remoting;

/// <summary>Death watch between nodes, of one process.</summary>
public sealed class InProcessRemoteWatchTests : RemoteWatchContract
{
    protected override Task<TransportWorld> CreateAsync() => Task.FromResult<TransportWorld>(new ProcessWorld());
}
