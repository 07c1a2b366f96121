using Sapphire.Cluster.Messaging;
using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Sharding;

/// <summary>Asks the regions of all nodes.</summary>
internal sealed class RegionQueries(ShardServices services, IActorRef region)
{
    private readonly string _path = region.Path.ToStringWithoutAddress();

    public async Task<ClusterShardingStats> AllAsync(TimeSpan timeout)
    {
        NodeId[] nodes = [.. services.Presence.Members.Where(m => m.Info.Roles.Contains(services.Settings.Role)).Select(m => m.Info.Id)];
        CurrentShardRegionState?[] states = await Task.WhenAll(nodes.Select(node => OneAsync(node, timeout)));
        return new([.. states.OfType<CurrentShardRegionState>()], [.. nodes.Where((_, i) => states[i] is null).Select(n => n.Name)]);
    }

    private async Task<CurrentShardRegionState?> OneAsync(NodeId node, TimeSpan timeout)
    {
        try
        {
            IActorRef one = node == services.Remoting.Self ? region : services.Remoting.ActorOn(node, _path);
            return await one.Ask<CurrentShardRegionState>(GetShardRegionState.Instance, timeout);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }
}
