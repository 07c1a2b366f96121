using System.Collections.Immutable;
using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Sharding;

#pragma warning disable MA0048 // Questions to regions, and their answers.

/// <summary>Asks a region for its shards and their entities; answered with <see cref="CurrentShardRegionState"/>.</summary>
public sealed record GetShardRegionState
{
    /// <summary>The only one.</summary>
    public static GetShardRegionState Instance { get; } = new();
}

/// <summary>A shard of a node.</summary>
/// <param name="ShardId">Its number.</param>
/// <param name="EntityIds">Its entities that are active.</param>
/// <param name="Unanswered">How many messages its entities have not answered yet.</param>
/// <param name="Silent">How often an entity gave no answer in time.</param>
/// <param name="Rejected">How many messages went to the dead letters.</param>
public sealed record ShardState(int ShardId, ImmutableArray<string> EntityIds, int Unanswered, long Silent, long Rejected);

/// <summary>The shards that a node owns.</summary>
/// <param name="Node">The node.</param>
/// <param name="Draining">Whether it hands over what it has, to leave.</param>
/// <param name="Shards">The shards that it owns.</param>
/// <param name="Failed">The shards that did not answer in time.</param>
public sealed record CurrentShardRegionState(string Node, bool Draining, ImmutableArray<ShardState> Shards, ImmutableArray<int> Failed);

/// <summary>Asks a region for the shards of all nodes; answered with <see cref="ClusterShardingStats"/>.</summary>
/// <param name="Timeout">How long to wait for the other nodes.</param>
public sealed record GetClusterShardingStats(TimeSpan Timeout);

/// <summary>The shards of all nodes.</summary>
/// <param name="Regions">What each node said.</param>
/// <param name="Failed">The nodes that did not answer in time.</param>
public sealed record ClusterShardingStats(ImmutableArray<CurrentShardRegionState> Regions, ImmutableArray<string> Failed);

/// <summary>Where an entity lives.</summary>
/// <param name="EntityId">The entity.</param>
/// <param name="ShardId">Its shard.</param>
/// <param name="Node">The node that owns the shard; null where none is known to, as while it is handed over.</param>
/// <param name="IsActive">Whether the entity is active there.</param>
public sealed record EntityLocation(string EntityId, int ShardId, string? Node, bool IsActive) : INoSerializationVerificationNeeded;
