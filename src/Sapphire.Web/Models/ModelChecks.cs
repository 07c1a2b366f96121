using Sapphire.Actors.Models;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Web.Models;

/// <summary>
/// Begins the health checks with the host; the container ends them with the directory. On a node of several what failed while it was
/// cut off from the others is checked anew when it is back, before it is given chats again.
/// </summary>
internal sealed class ModelChecks(ModelDirectory directory, IServiceProvider services) : IHostedService
{
    private IDisposable? _watching;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        directory.Start();
        bool away = false;
        _watching = services.GetService<IClusterTransport>()?.Watch(state =>
        {
            if (away && state.Status == TransportStatus.Connected) directory.ForgetFailures();
            away = state.Status == TransportStatus.Away;
        });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _watching?.Dispose();
        return Task.CompletedTask;
    }
}
