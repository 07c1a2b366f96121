namespace Sapphire.Cluster.Messaging;

#pragma warning disable MA0048 // The state and its kinds.

/// <summary>
/// How a node stands to the others.
/// <code>
/// Connecting ──► Connected ◄──► Away (goes on trying)      any ──► Closed
///      └────────────────────────► Away
/// </code>
/// </summary>
public enum TransportStatus
{
    /// <summary>The first attempt is under way.</summary>
    Connecting,

    /// <summary>All is well.</summary>
    Connected,

    /// <summary>Not connected; it goes on trying by itself.</summary>
    Away,

    /// <summary>Closed by its owner.</summary>
    Closed,
}

/// <summary>How a node stands to the others, and since when.</summary>
/// <param name="Status">How.</param>
/// <param name="Since">When it became so; of <see cref="TransportStatus.Away"/> when the connection was lost, not when the last attempt failed.</param>
/// <param name="Error">Why it is away: what to do next stands in its message.</param>
public sealed record TransportState(TransportStatus Status, DateTimeOffset Since, ClusterException? Error = null);
