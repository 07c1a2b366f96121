using Sapphire.Cluster.Tests.Messaging;
using Sapphire.Cluster.Tests.Support;

namespace Sapphire.Cluster.Tests.Remoting;

/// <summary>Two nodes that see each other, over a transport that the heir names.</summary>
public abstract class TwoNodes : IAsyncLifetime
{
    private TestCluster? _cluster;
    private TestNode? _a;
    private TestNode? _b;

    protected TestCluster Cluster => _cluster!;

    protected TestNode A => _a!;

    protected TestNode B => _b!;

    public async ValueTask InitializeAsync()
    {
        _cluster = new(await CreateAsync());
        _a = await _cluster.JoinAsync("a");
        _b = await _cluster.JoinAsync("b");
        await TestCluster.SeeEachOtherAsync(_a, _b);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<TransportWorld> CreateAsync();
}
