using System.Collections.Immutable;
using Sapphire.Cluster.Messaging;
using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Sharding;

#pragma warning disable MA0048 // What regions and shards of one node say to each other.

/// <summary>From the transport: a delivery of the shard.</summary>
internal sealed record ShardDelivered(IDelivery Delivery) : INoSerializationVerificationNeeded;

/// <summary>The shard stands in line.</summary>
internal sealed record ShardClaimed(IShardClaim Claim) : INoSerializationVerificationNeeded;

/// <summary>The shard could not get in line.</summary>
internal sealed record ShardNotClaimed(Exception Cause) : INoSerializationVerificationNeeded;

/// <summary>The entity has answered.</summary>
internal sealed record DeliveryAnswered(PendingDelivery Delivery) : INoSerializationVerificationNeeded;

/// <summary>An entity has rested.</summary>
internal sealed record EntityRested(string EntityId) : INoSerializationVerificationNeeded;

/// <summary>Time to look for entities that do not answer.</summary>
internal sealed record LookForSilence : INoSerializationVerificationNeeded
{
    public static LookForSilence Instance { get; } = new();
}

/// <summary>Hand the shard over, then stop.</summary>
/// <param name="MayInterrupt">False: not while an entity is busy; the shard then answers with <see cref="HandOffRefused"/>.</param>
internal sealed record HandOff(bool MayInterrupt) : INoSerializationVerificationNeeded
{
    public static HandOff Quiet { get; } = new(MayInterrupt: false);

    public static HandOff Now { get; } = new(MayInterrupt: true);
}

/// <summary>Keep back for a while what is for entities without work, so that the shard becomes quiet.</summary>
internal sealed record WindDown : INoSerializationVerificationNeeded
{
    public static WindDown Instance { get; } = new();
}

/// <summary>Give entities without work their messages again.</summary>
internal sealed record WindUp : INoSerializationVerificationNeeded
{
    public static WindUp Instance { get; } = new();
}

/// <summary>From a shard to its region: it did not become quiet while others could wait, and goes on as before.</summary>
internal sealed record WoundUp(int Shard) : INoSerializationVerificationNeeded;

/// <summary>From a shard to its region: an entity has begun to work, so it stays.</summary>
internal sealed record HandOffRefused(int Shard) : INoSerializationVerificationNeeded;

/// <summary>From a shard to its region: how many of its entities are busy, and how many were when they were stopped.</summary>
internal sealed record ShardWork(int Shard, int Busy, int Interrupted) : INoSerializationVerificationNeeded;

/// <summary>The entities have had time enough, for what they do (first) or to stop.</summary>
internal sealed record HandOffExpired(bool First) : INoSerializationVerificationNeeded;

/// <summary>The shard has left the line.</summary>
internal sealed record ShardReleased : INoSerializationVerificationNeeded
{
    public static ShardReleased Instance { get; } = new();
}

/// <summary>From a shard to its region: how its claim stands.</summary>
internal sealed record ShardStanding(int Shard, ClaimStatus Status) : INoSerializationVerificationNeeded;

/// <summary>Asks a shard for what it has; answered with <see cref="ShardContent"/>.</summary>
internal sealed record GetShardContent : INoSerializationVerificationNeeded
{
    public static GetShardContent Instance { get; } = new();
}

/// <summary>What a shard has.</summary>
internal sealed record ShardContent(int Shard, ImmutableArray<IActorRef> Entities, int Unanswered, long Silent, long Rejected) : INoSerializationVerificationNeeded;

/// <summary>A send has ended.</summary>
internal sealed record SendEnded(object Message, IActorRef? Sender, Exception? Error) : INoSerializationVerificationNeeded;

/// <summary>Time to look at the balance.</summary>
internal sealed record Rebalance : INoSerializationVerificationNeeded
{
    public static Rebalance Instance { get; } = new();
}

/// <summary>Time to get in line for a shard.</summary>
internal sealed record ClaimShard(int Shard) : INoSerializationVerificationNeeded;

/// <summary>Hand over all shards and take none; answered with <see cref="DrainReport"/> when that is so.</summary>
/// <param name="Grace">How long the work of busy entities is waited for.</param>
internal sealed record DrainRegion(TimeSpan Grace) : INoSerializationVerificationNeeded;

/// <summary>The grace of a drain is over.</summary>
internal sealed record GraceOver : INoSerializationVerificationNeeded
{
    public static GraceOver Instance { get; } = new();
}

/// <summary>Asks a region how far it is with a drain; answered with <see cref="DrainStanding"/>.</summary>
internal sealed record GetDrainStanding : INoSerializationVerificationNeeded
{
    public static GetDrainStanding Instance { get; } = new();
}

/// <summary>Take shards again.</summary>
internal sealed record ResumeRegion : INoSerializationVerificationNeeded
{
    public static ResumeRegion Instance { get; } = new();
}
