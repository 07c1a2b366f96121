using Sapphire.Cluster.Links;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.InProcess;

/// <summary>Connects a node to the broker of its process.</summary>
internal sealed class InProcessDriver(InProcessBroker broker, string node) : ILinkDriver
{
    public Task<ILinkSession> ConnectAsync(string purpose, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<ILinkSession>(broker.Connect(node));
    }
}

#pragma warning disable MA0048 // The connection that it makes.

/// <summary>A connection of a node to the broker of its process.</summary>
internal sealed class InProcessSession(InProcessBroker broker, string node) : ILinkSession
{
    private readonly TaskCompletionSource<ClusterException> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Node => node;

    public bool IsAlive => !_ended.Task.IsCompleted;

    public Task<ClusterException> Ended => _ended.Task;

    public Task<ILinkChannel> OpenAsync(bool confirms, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<ILinkChannel>(broker.Open(this));
    }

    public Task CloseAsync()
    {
        broker.Disconnect(this, new(ClusterError.Closed, "The connection was closed."));
        return Task.CompletedTask;
    }

    public void End(ClusterException reason) => _ended.TrySetResult(reason);
}
