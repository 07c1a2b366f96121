using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Remoting;
using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Sharding;

/// <summary>What a region and its shards work with.</summary>
/// <param name="Remoting">The cluster.</param>
/// <param name="Kind">The kind of entity.</param>
/// <param name="Settings">How patient they are.</param>
/// <param name="EntityProps">The props of the entity of an id; null on a node that has none.</param>
internal sealed record ShardServices(ClusterRemoting Remoting, EntityKind Kind, ClusterShardingSettings Settings, Func<string, Props>? EntityProps)
{
    public IEntities Entities => Remoting.Transport.Entities;

    public IPresence Presence => Remoting.Transport.Presence;
}
