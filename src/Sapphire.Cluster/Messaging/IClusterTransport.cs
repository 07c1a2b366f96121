namespace Sapphire.Cluster.Messaging;

/// <summary>
/// How nodes reach each other. Everything above it is the same in one process and over a broker. Created cold: <see cref="Start"/>
/// begins to connect, and it goes on trying by itself for as long as it lives. Thread-safe.
/// </summary>
public interface IClusterTransport : IAsyncDisposable
{
    /// <summary>This node, in this life.</summary>
    NodeId Self { get; }

    /// <summary>How it stands now.</summary>
    TransportState State { get; }

    /// <summary>Sharded entities: one owner for each shard.</summary>
    IEntities Entities { get; }

    /// <summary>Jobs for whoever is free.</summary>
    IWorkQueues WorkQueues { get; }

    /// <summary>What happened, for whoever listens.</summary>
    ITopics Topics { get; }

    /// <summary>Who is there.</summary>
    IPresence Presence { get; }

    /// <summary>From node to node.</summary>
    IInbox Inbox { get; }

    /// <summary>What nobody could handle.</summary>
    IDeadLetters DeadLetters { get; }

    /// <summary>How the queues stand.</summary>
    IQueues Queues { get; }

    /// <summary>Begins to connect. Does not wait, and does not fail: see <see cref="State"/>.</summary>
    void Start();

    /// <summary>
    /// Completes once connected. A caller that wants to hear why it takes so long watches the state.
    /// </summary>
    Task ConnectedAsync(CancellationToken cancellationToken = default);

    /// <summary>Tells the observer the state now and each time that it changes, in order, until disposed. The observer must be quick and must not throw.</summary>
    IDisposable Watch(Action<TransportState> observer);
}
