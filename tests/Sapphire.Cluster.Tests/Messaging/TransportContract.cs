using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.Tests.Messaging;

/// <summary>What every transport does: the same tests for each.</summary>
public abstract partial class TransportContract : IAsyncLifetime
{
    private static readonly EntityKind Chats = new("chat", 8);
    private static readonly WorkQueue Speech = new("stt");

    private TransportWorld? _world;

    protected TransportWorld World => _world!;

    public async ValueTask InitializeAsync() => _world = await CreateAsync();

    public async ValueTask DisposeAsync()
    {
        if (_world is not null) await _world.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<TransportWorld> CreateAsync();

    private static async Task<ClusterException> FailsAsync(Task task, ClusterError reason)
    {
        ClusterException error = await Should.ThrowAsync<ClusterException>(task);
        error.Reason.ShouldBe(reason, error.Message);
        error.Message.ShouldNotBeNullOrWhiteSpace();
        return error;
    }
}
