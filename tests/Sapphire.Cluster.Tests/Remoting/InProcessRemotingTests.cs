using Sapphire.Cluster.Tests.Messaging;
using Sapphire.Cluster.Tests.Support;

namespace Sapphire.Cluster.Tests.Remoting;

/// <summary>Messages between nodes, of one process.</summary>
public sealed class InProcessRemotingTests : RemotingContract
{
    protected override Task<TransportWorld> CreateAsync() => Task.FromResult<TransportWorld>(new ProcessWorld());
}
