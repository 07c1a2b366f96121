namespace Sapphire.Cluster.Messaging;

/// <summary>An error between nodes. The message says what to do next, and holds no password.</summary>
public sealed class ClusterException : Exception
{
    /// <summary>Creates it.</summary>
    public ClusterException(ClusterError reason, string message, Exception? inner = null)
        : base(message, inner) => Reason = reason;

    /// <summary>What went wrong.</summary>
    public ClusterError Reason { get; }
}
