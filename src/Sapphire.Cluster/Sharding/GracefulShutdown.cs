namespace Sapphire.Cluster.Sharding;

/// <summary>
/// Ends a region: every entity gets <paramref name="StopMessage"/> and stops when it has stored what it holds; then the region
/// stops. Messages that come after this go to dead letters.
/// </summary>
public sealed record GracefulShutdown(object StopMessage);
