namespace Sapphire.Cluster.Messaging;

/// <summary>
/// From node to node: replies, streams of tokens, what needs no storing. At most once, in order for each pair of nodes. No confirmation:
/// a stream needs its own end and keep-alive.
/// </summary>
public interface IInbox
{
    /// <summary>
    /// Sends to one life of a node; completes when it is written to the connection, and waits while the connection is slow. Calls
    /// that do not wait for each other keep their order too.
    /// </summary>
    /// <exception cref="ClusterException"><see cref="ClusterError.Unreachable"/> at once while the connection is away; <see cref="ClusterError.TooLarge"/>.</exception>
    ValueTask TellAsync(NodeId node, WireMessage message, CancellationToken cancellationToken = default);

    /// <summary>Sends to the present life of a node.</summary>
    /// <exception cref="ClusterException">As the other.</exception>
    ValueTask TellAsync(string node, WireMessage message, CancellationToken cancellationToken = default);

    /// <summary>
    /// Receives what comes for this node: one message after the other, until disposed. There is one receiver; until it is there, messages wait.
    /// What it throws ends nothing, and is counted in <see cref="Failed"/>.
    /// </summary>
    /// <param name="receiver">Takes a message.</param>
    /// <param name="undeliverable">Gets the message ids of what this node sent to nodes that are not there, as far as the broker can tell.</param>
    /// <exception cref="InvalidOperationException">There is a receiver already.</exception>
    IDisposable Receive(Func<WireMessage, ValueTask> receiver, Action<Undeliverable>? undeliverable = null);

    /// <summary>How many messages the receiver failed on.</summary>
    long Failed { get; }
}

#pragma warning disable MA0048 // What the inbox tells.

/// <summary>A message did not reach its node: there is none of that name, or it is another life of it.</summary>
/// <param name="Node">The node, as it was addressed: a name, or a name with its incarnation.</param>
/// <param name="MessageId">The message.</param>
/// <param name="CorrelationId">What it belonged to.</param>
public sealed record Undeliverable(string Node, string MessageId, string? CorrelationId);
