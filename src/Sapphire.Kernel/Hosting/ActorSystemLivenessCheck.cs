using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Hosting;

/// <summary>Healthy while the system runs and its guardian answers, so that also a starved thread pool is seen; unhealthy from the begin of the shutdown.</summary>
public sealed class ActorSystemLivenessCheck(ActorSystem system) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        HealthStatus failed = context?.Registration?.FailureStatus ?? HealthStatus.Unhealthy;
        if (system.WhenTerminated.IsCompleted) return new HealthCheckResult(failed, $"The actor system {system.Name} has ended.");
        if (CoordinatedShutdown.Get(system).ShutdownReason is { } reason) return new HealthCheckResult(failed, $"The actor system {system.Name} shuts down ({reason}).");
        try
        {
            await ((ICanTell)system.UserGuardian).Ask<ActorIdentity>(new Identify(nameof(ActorSystemLivenessCheck)), Patience, cancellationToken);
            return HealthCheckResult.Healthy($"The actor system {system.Name} runs.");
        }
        catch (AskTimeoutException ex)
        {
            return new HealthCheckResult(failed, $"The actor system {system.Name} did not answer within {Patience}.", ex);
        }
    }
}
