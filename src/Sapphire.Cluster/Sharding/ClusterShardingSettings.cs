using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Sharding;

/// <summary>How the entities of one kind are spread over the nodes, and how patient their owners are.</summary>
public sealed record ClusterShardingSettings
{
    /// <summary>The role of the nodes that have entities.</summary>
    public required string Role { get; init; }

    /// <summary>How many shards there are: the same on every node, and fixed for the life of the cluster.</summary>
    public int NumberOfShards { get; init; } = 16;

    /// <summary>How often a message may come to an owner before it goes to the dead letters; each owner that goes away with it counts.</summary>
    public int DeliveryLimit { get; init; } = 50;

    /// <summary>How long a node waits before it gets in line for shards that another should own.</summary>
    public TimeSpan ClaimDelay { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How often a node looks whether it owns a shard that another should own; it hands over one at a time.</summary>
    public TimeSpan RebalanceInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the set of nodes must have stayed the same before anything is handed over.</summary>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How many shards a node that leaves hands over at a time.</summary>
    public int DrainParallelism { get; init; } = 4;

    /// <summary>How long the entities of a shard may take to finish and stop when it is handed over; half of it for what they are doing. Then they are stopped.</summary>
    public TimeSpan HandOffTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// For how long a shard that is to move, but never becomes quiet by itself, keeps back what is sent to entities without work, while
    /// those with work end it; counted from the first message that is kept back. Shorter than senders wait for an answer.
    /// </summary>
    public TimeSpan WindDown { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>What an entity gets when its shard is handed over, to stop itself.</summary>
    public object HandOffStopMessage { get; init; } = PoisonPill.Instance;

    /// <summary>
    /// How long an entity may take for its answer; longer than any store's circuit breaker. Then it is stopped, and gets the message
    /// again in its next life.
    /// </summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often an entity may fail on a message, or leave it without an answer, before the message goes to the dead letters.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>How long a failed entity rests at first; twice as long each time that it fails again without an answer in between.</summary>
    public TimeSpan MinBackoff { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a failed entity rests at most.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many messages of one node may be on their way to the broker; a further one is refused.</summary>
    public int MaxPending { get; init; } = 10_000;

    /// <summary>
    /// Whether an entity answers a message to its sender: then the answer acknowledges the message. Any other is acknowledged when the
    /// entity has been told. Null: whatever has a sender is answered.
    /// </summary>
    public Func<object, bool>? AwaitsAnswer { get; init; }

    /// <summary>The id of a message, such as that of its command, by which it is found in the dead letters; null for a new one.</summary>
    public Func<object, string?>? MessageId { get; init; }

    /// <summary>Refuses what cannot work.</summary>
    /// <exception cref="ArgumentException">Names the setting.</exception>
    public ClusterShardingSettings Checked()
    {
        ArgumentException.ThrowIfNullOrEmpty(Role);
        if (NumberOfShards < 1) throw new ArgumentException($"There is at least one shard, not {NumberOfShards}.");
        if (DrainParallelism < 1 || MaxAttempts < 1 || MaxPending < 1) throw new ArgumentException("Parallelism, attempts and pending messages are at least 1.");
        if (ClaimDelay < TimeSpan.Zero || StableAfter < TimeSpan.Zero) throw new ArgumentException("Delays must not be negative.");
        if (RebalanceInterval <= TimeSpan.Zero || HandOffTimeout <= TimeSpan.Zero || AnswerTimeout <= TimeSpan.Zero || WindDown <= TimeSpan.Zero || MinBackoff <= TimeSpan.Zero || MaxBackoff < MinBackoff)
        {
            throw new ArgumentException("The time-outs of sharding must be more than 0, and the longest rest at least the shortest.");
        }

        return this;
    }
}
