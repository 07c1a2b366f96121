using Sapphire.Actors.Chat;
using Sapphire.Actors.Configuration;
using Sapphire.Actors.Schedule;
using Sapphire.Cluster.Sharding;

namespace Sapphire.Actors.Nodes;

/// <summary>The kinds of entities that are spread over the session nodes. The same on every node.</summary>
public static class ClusterKinds
{
    /// <summary>The chats.</summary>
    public const string Chats = "session";

    /// <summary>The schedule: one entity in one shard, so that there is one in the cluster.</summary>
    public const string Schedule = "schedule";

    /// <summary>The role of the nodes that have them.</summary>
    public const string Role = "session";

    /// <summary>How the chats are spread.</summary>
    public static ClusterShardingSettings ChatSettings(ClusterOptions options) => new()
    {
        Role = Role,
        NumberOfShards = options.Shards,
        // A reader is answered with its snapshot, and asks again where that is lost.
        AwaitsAnswer = static message => message is ChatCommand,
        MessageId = static message => (message as ChatCommand)?.CommandId.ToString(),
        HandOffStopMessage = HandOverChat.Instance,
    };

    /// <summary>Where the schedule is.</summary>
    public static ClusterShardingSettings ScheduleSettings { get; } = new()
    {
        Role = Role,
        NumberOfShards = 1,
        AwaitsAnswer = static message => message is ScheduleCommand,
    };
}
