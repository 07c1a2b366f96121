namespace Sapphire.Persistence.Health;

/// <summary>When a circuit breaker opens, and for how long.</summary>
/// <param name="MaxFailures">Failures of the store in a row that open it.</param>
/// <param name="CallTimeout">A call that takes longer is a failure, and opens it at once: others would hang as long.</param>
/// <param name="ResetTimeout">How long it stays open at first; twice as long after each try that fails.</param>
/// <param name="MaxResetTimeout">How long it stays open at most.</param>
public sealed record CircuitBreakerSettings(int MaxFailures, TimeSpan CallTimeout, TimeSpan ResetTimeout, TimeSpan MaxResetTimeout)
{
    /// <summary>10 failures, 10 s; 1 s to 30 s.</summary>
    public static CircuitBreakerSettings Journal { get; } = new(10, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    /// <summary>5 failures, 20 s; 2 s to 60 s.</summary>
    public static CircuitBreakerSettings SnapshotStore { get; } = new(5, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(60));
}
