using System.Text.Json.Serialization;
using Sapphire.Kernel.Serialization;

namespace Sapphire.Cluster.Sharding;

/// <summary>The questions of operators to regions, and their answers, as JSON.</summary>
public static class ShardingStateProtocol
{
    /// <summary>The protocol; part of <see cref="ShardingMessageSerializer.Setup"/>.</summary>
    public static JsonProtocol Protocol { get; } = new JsonProtocol("sharding-state", 113, ShardingStateJson.Default)
        .Add<GetShardRegionState>("get-region.1")
        .Add<CurrentShardRegionState>("region.1")
        .Add<GetClusterShardingStats>("get-stats.1")
        .Add<ClusterShardingStats>("stats.1");
}

#pragma warning disable MA0048 // The context of the protocol above.

[JsonSerializable(typeof(GetShardRegionState))]
[JsonSerializable(typeof(CurrentShardRegionState))]
[JsonSerializable(typeof(GetClusterShardingStats))]
[JsonSerializable(typeof(ClusterShardingStats))]
internal sealed partial class ShardingStateJson : JsonSerializerContext;
