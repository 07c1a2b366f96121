using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.Links;

#pragma warning disable MA0048 // What a broker has to offer: connections, channels, and what goes over them.

/// <summary>
/// The part of a transport that differs: how to talk to its broker. It offers what AMQP 0-9-1 does: queues, bindings, consumers,
/// acknowledgements, confirmations. What is made of it is the same for every broker, and so is in one place.
/// </summary>
internal interface ILinkDriver
{
    /// <summary>A new connection.</summary>
    /// <exception cref="ClusterException">There is none to be had: why, and what to do.</exception>
    Task<ILinkSession> ConnectAsync(string purpose, CancellationToken cancellationToken);
}

/// <summary>A connection. It ends once and never comes back: another one follows it.</summary>
internal interface ILinkSession
{
    /// <summary>Whether it is open, and the broker was heard lately by our own clock.</summary>
    bool IsAlive { get; }

    /// <summary>Completes with the reason of its end.</summary>
    Task<ClusterException> Ended { get; }

    Task<ILinkChannel> OpenAsync(bool confirms, CancellationToken cancellationToken);

    /// <summary>Ends it properly; quick, and never fails.</summary>
    Task CloseAsync();
}

/// <summary>A channel of a connection. An error closes it. Used by one at a time, but for acknowledgements.</summary>
internal interface ILinkChannel : IAsyncDisposable
{
    /// <summary>Completes when it is closed: with the reason where the broker gave one.</summary>
    Task<ClusterException?> Closed { get; }

    /// <summary>Called for confirmations: the number of the message, whether all lower ones too, whether it was accepted.</summary>
    Action<ulong, bool, bool>? Confirmed { get; set; }

    /// <summary>Called with the routing key and the message that had no queue to go to.</summary>
    Action<string, WireMessage>? Returned { get; set; }

    /// <exception cref="ClusterException">Mismatch, Forbidden or NameTaken.</exception>
    Task DeclareAsync(QueueSpec queue, CancellationToken cancellationToken);

    /// <summary>An exchange for topics or, where not <paramref name="topics"/>, for exact keys.</summary>
    Task DeclareExchangeAsync(string name, bool topics, CancellationToken cancellationToken);

    Task BindAsync(string queue, string exchange, string key, CancellationToken cancellationToken);

    /// <summary>Completes when written. Returns the number that <see cref="Confirmed"/> will tell; <paramref name="numbered"/> hears it before.</summary>
    ValueTask PublishAsync(string exchange, string key, WireMessage message, bool durable, bool mandatory, Action<ulong>? numbered = null);

    /// <summary>The handler is called for one delivery after the other.</summary>
    Task ConsumeAsync(string queue, int prefetch, Func<RawDelivery, ValueTask> handler, CancellationToken cancellationToken);

    /// <summary>No further deliveries; those that are here may still be answered.</summary>
    Task CancelAsync();

    ValueTask AckAsync(ulong tag);

    ValueTask NackAsync(ulong tag, bool requeue);

    Task<RawDelivery?> GetAsync(string queue, CancellationToken cancellationToken);

    /// <summary>How many messages wait; 0 where there is no such queue, and the channel is closed then.</summary>
    async Task<long> CountAsync(string queue, CancellationToken cancellationToken) => (await InspectAsync(queue, cancellationToken))?.Waiting ?? 0;

    /// <summary>How many messages wait, and how many consumers there are; null where there is no such queue, and the channel is closed then.</summary>
    Task<(long Waiting, int Consumers)?> InspectAsync(string queue, CancellationToken cancellationToken);

    Task<long> PurgeAsync(string queue, CancellationToken cancellationToken);
}

/// <summary>What kind of queue.</summary>
internal enum QueueKind
{
    /// <summary>Durable, replicated where the broker is, with one active consumer.</summary>
    Shard,

    /// <summary>Durable, replicated where the broker is, with competing consumers.</summary>
    Work,

    /// <summary>Durable.</summary>
    Dead,

    /// <summary>Of this connection only, and gone with it. Drops the oldest.</summary>
    Own,

    /// <summary>Holds nothing; its limit is a number that all nodes must agree on.</summary>
    Layout,

    /// <summary>Somebody else's: not declared, only sent to.</summary>
    Existing,
}

/// <summary>A queue and its properties.</summary>
/// <param name="Name">Its name, with the prefix.</param>
/// <param name="Kind">What kind.</param>
/// <param name="MaxLength">How many messages it holds; 0 for no limit.</param>
/// <param name="Attempts">How often a message may be delivered; 0 for no limit.</param>
/// <param name="DeadLetters">The queue of the dead letters.</param>
/// <param name="GoesWithConsumer">Deleted when its consumer goes.</param>
internal sealed record QueueSpec(string Name, QueueKind Kind, int MaxLength = 0, int Attempts = 0, string? DeadLetters = null, bool GoesWithConsumer = false);

/// <summary>A message that a broker delivered.</summary>
/// <param name="Tag">Its number in the channel.</param>
/// <param name="Key">The key with which it was routed.</param>
/// <param name="Message">The message.</param>
/// <param name="Attempt">From 1.</param>
/// <param name="Death">Where, why and when the broker made it a dead letter.</param>
internal sealed record RawDelivery(ulong Tag, string Key, WireMessage Message, int Attempt, (string Queue, string Reason, DateTimeOffset? At)? Death = null);
