using Sapphire.Actors.Models;

namespace Sapphire.Web.Models;

/// <summary>Begins the health checks with the host; the container ends them with the directory.</summary>
internal sealed class ModelChecks(ModelDirectory directory) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        directory.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
