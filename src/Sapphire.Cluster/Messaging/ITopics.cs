namespace Sapphire.Cluster.Messaging;

#pragma warning disable MA0048 // Topics: a message of one, the door to them, and a subscription.

/// <summary>A message of a topic.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Publisher">The node that published it.</param>
/// <param name="Sequence">Its number among those of this publisher and topic, from 1.</param>
/// <param name="Missed">How many of this publisher and topic were dropped between the last one that this subscription saw and this.</param>
/// <param name="Message">The message.</param>
public sealed record TopicMessage(string Topic, NodeId Publisher, long Sequence, long Missed, WireMessage Message);

/// <summary>How a subscription waits.</summary>
public sealed record SubscriptionOptions
{
    /// <summary>How many messages wait for this subscriber; a further one drops the oldest.</summary>
    public int Length { get; init; } = 1_000;

    /// <summary>How many are on their way to it, besides; those cannot be dropped.</summary>
    public int Prefetch { get; init; } = 20;
}

/// <summary>
/// Publish and subscribe. A topic is words with dots between them (<c>room.kitchen.audio</c>), at most 200 characters; in a pattern
/// <c>*</c> stands for one word and <c>#</c> for any number of them. Messages may be dropped, oldest first; the reader knows how many.
/// </summary>
public interface ITopics
{
    /// <summary>How many messages were dropped here before they reached the broker.</summary>
    long Dropped { get; }

    /// <summary>Publishes. Never waits: while the broker is away or slow, the oldest that wait here are dropped.</summary>
    /// <exception cref="ClusterException"><see cref="ClusterError.TooLarge"/>.</exception>
    void Publish(string topic, WireMessage message);

    /// <summary>
    /// Subscribes; completes when subscribed, and goes on by itself after a lost connection. The handler is called for one message
    /// after the other; while it works, later ones wait or are dropped. What it throws is ignored but counted.
    /// </summary>
    /// <exception cref="ClusterException">As <see cref="IEntities.SendAsync"/>.</exception>
    Task<ISubscription> SubscribeAsync(string pattern, Func<TopicMessage, ValueTask> handler, SubscriptionOptions? options = null, CancellationToken cancellationToken = default);
}

/// <summary>A subscription; disposing ends it.</summary>
public interface ISubscription : IAsyncDisposable
{
    /// <summary>The pattern.</summary>
    string Pattern { get; }

    /// <summary>How many messages it has seen.</summary>
    long Received { get; }

    /// <summary>How many messages it missed, as far as later ones have told.</summary>
    long Missed { get; }

    /// <summary>How many messages its handler failed on.</summary>
    long Failed { get; }
}
