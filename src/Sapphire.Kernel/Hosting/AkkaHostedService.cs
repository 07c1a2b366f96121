using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Hosting;

/// <summary>Starts the actors with the host, runs the coordinated shutdown with its stop, and stops the host when the system ends by itself.</summary>
internal sealed partial class AkkaHostedService(
    ActorSystem system, AkkaConfigurationBuilder configuration, IHostApplicationLifetime lifetime, ILogger<AkkaHostedService> logger) : IHostedService
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await configuration.StartAsync(system, cancellationToken);
        }
        catch (Exception ex)
        {
            LogStart(logger, ex, system.Name);
            await system.Terminate();
            throw;
        }

        // A system whose guardian failed serves nobody: better a host that ends, and is started again, than one that seems to live.
        _ = system.WhenTerminated.ContinueWith(_ => lifetime.StopApplication(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Task shutdown = CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance);
        try
        {
            await shutdown.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What was stopped before has used up the host's time. Actors store what they hold: they have some of their own.
            await shutdown.WaitAsync(Grace, TimeProvider.System, CancellationToken.None);
        }
    }

    [LoggerMessage(1, LogLevel.Critical, "The actor system {System} could not be started; the host stops.")]
    private static partial void LogStart(ILogger logger, Exception ex, string system);
}
