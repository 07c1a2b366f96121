namespace Sapphire.Cluster.Messaging;

#pragma warning disable MA0048 // Sharded entities: their kind, the door to them, and the claim of a shard.

/// <summary>A kind of sharded entity. All nodes must give the same values: they are properties of its queues.</summary>
/// <param name="Name">Its name: lower-case letters, digits and dashes.</param>
/// <param name="Shards">How many shards it has. Fixed for the life of the cluster; about ten for each node expected at most.</param>
public sealed record EntityKind(string Name, int Shards)
{
    /// <summary>How often a message may come before it goes to the dead letters. High, since each owner that goes away counts. At least 20.</summary>
    public int DeliveryLimit { get; init; } = 50;

    /// <summary>How many messages may wait in a shard; further ones are refused.</summary>
    public int MaxLength { get; init; } = 100_000;

    /// <summary>The shard of an entity: FNV-1a of its id's UTF-8 bytes, the same on every node and in every version.</summary>
    public int ShardOf(string entityId)
    {
        ArgumentNullException.ThrowIfNull(entityId);
        uint hash = 2_166_136_261;
        foreach (byte b in System.Text.Encoding.UTF8.GetBytes(entityId)) hash = (hash ^ b) * 16_777_619;
        return (int)(hash % (uint)Shards);
    }
}

/// <summary>
/// Sharded entities. Each shard is a durable queue with one owner at a time and a line of nodes that wait for it, in the order in
/// which they claimed it. Nobody balances: a node that holds too many releases some and claims them again, at the end of the line.
/// </summary>
public interface IEntities
{
    /// <summary>
    /// Sends to a shard; completes when the broker has it durably. What one caller sends to one shard one after the other, or without
    /// waiting in between, arrives in that order. While the connection is away it waits; a message whose confirmation was cut off is
    /// sent again with the same id, so that it may come twice.
    /// </summary>
    /// <exception cref="ClusterException">
    /// <see cref="ClusterError.Unreachable"/> after the send time-out (it may yet have arrived), <see cref="ClusterError.Full"/>,
    /// <see cref="ClusterError.TooLarge"/>, <see cref="ClusterError.Mismatch"/>, <see cref="ClusterError.Forbidden"/>, <see cref="ClusterError.Closed"/>.
    /// </exception>
    Task SendAsync(EntityKind kind, int shard, WireMessage message, CancellationToken cancellationToken = default);

    /// <summary>
    /// Gets in line for a shard; completes when it stands there. While this node owns it the handler is called for each delivery, in
    /// order, one at a time; it should hand it on rather than wait for its effect. At most <see cref="ClusterSettings.ShardPrefetch"/>
    /// are unanswered at a time. A handler that throws rejects the message.
    /// </summary>
    /// <exception cref="ClusterException">As <see cref="SendAsync"/>.</exception>
    Task<IShardClaim> ClaimAsync(EntityKind kind, int shard, Func<IDelivery, ValueTask> handler, CancellationToken cancellationToken = default);
}

/// <summary>
/// The standing of a claim.
/// <code>
/// Waiting ──first delivery or probe──► Active ──ReleaseAsync──► Releasing ──► Released
///    │ └──────────ReleaseAsync────────────┼───────────────────────────────────────►┘
///    └───────connection lost──────────────┴────────► Lost        (Released and Lost are final: claim anew)
/// </code>
/// </summary>
public enum ClaimStatus
{
    /// <summary>In line; another may own it.</summary>
    Waiting,

    /// <summary>This node owns the shard.</summary>
    Active,

    /// <summary>Takes nothing new, and waits for the answers to what it has.</summary>
    Releasing,

    /// <summary>Given up; the next in line owns it.</summary>
    Released,

    /// <summary>The connection is gone or was silent too long: another node may own it already.</summary>
    Lost,
}

/// <summary>A place in the line for a shard, and its ownership.</summary>
public interface IShardClaim
{
    /// <summary>The kind.</summary>
    EntityKind Kind { get; }

    /// <summary>The shard.</summary>
    int Shard { get; }

    /// <summary>How it stands. <see cref="ClaimStatus.Active"/> is checked against our own clock at each look.</summary>
    ClaimStatus Status { get; }

    /// <summary>Cancelled when the ownership was lost (not released): stop the entities, acknowledge nothing more.</summary>
    CancellationToken Lost { get; }

    /// <summary>Completes with the end of the claim.</summary>
    Task<ClaimStatus> Ended { get; }

    /// <summary>
    /// Hands the shard on: takes nothing new, waits until what the handler has is answered, and leaves the line. The next owner
    /// begins after that: no overlap, no gap, order kept. When cancelled it leaves at once, and what is unanswered goes to the next.
    /// </summary>
    Task ReleaseAsync(CancellationToken cancellationToken = default);

    /// <summary>Tells the observer the standing now and at each change, in order, until disposed. The observer must be quick and must not throw.</summary>
    IDisposable Watch(Action<ClaimStatus> observer);
}
