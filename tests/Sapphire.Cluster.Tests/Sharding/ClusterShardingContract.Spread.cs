using Sapphire.Cluster.Tests.Messaging;
using Sapphire.Cluster.Tests.Support;
using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Tests.Sharding;

/// <content>The way that shards take when nodes come.</content>
public abstract partial class ClusterShardingContract
{
    [Fact]
    public async Task Shards_go_to_a_node_that_has_come_and_not_by_way_of_others_who_wait_for_them()
    {
        _world.Settings = _world.Settings with { ClaimDelay = TimeSpan.FromSeconds(2) };
        TestNode web = await _world.JoinAsync("web", "web");
        TestNode[] present = await Task.WhenAll(_world.JoinAsync("a"), _world.JoinAsync("b"), _world.JoinAsync("c"));
        await ShardingWorld.BalancedAsync(web, 6, 5, 5);
        await Wait.UntilAsync(() => present.All(n => ActorInspector.ChildNames(n.System, ShardingWorld.Region(n).Path.ToStringWithoutAddress()).Length == 16), "everyone is in line for everything");
        using CancellationTokenSource stop = new();
        Task<List<string>>[] asking = [.. Enumerable.Range(0, 16).Select(shard => AnsweringAsync(web, _world.EntityOf(shard), stop.Token))];
        await _world.JoinAsync("d");
        await ShardingWorld.BalancedAsync(web, 4, 4, 4, 4);
        await stop.CancelAsync();
        List<string>[] nodes = await Task.WhenAll(asking);
        nodes.Count(n => n[^1] == "d").ShouldBe(4);
        nodes.ShouldAllBe(n => n.Count <= 2, string.Join("; ", nodes.Select(n => string.Join(" to ", n))));
    }

    // The nodes that answered, one after the other.
    private static async Task<List<string>> AnsweringAsync(TestNode by, string entity, CancellationToken cancellationToken)
    {
        List<string> nodes = [];
        for (int n = 0; !cancellationToken.IsCancellationRequested; n++)
        {
            string node = (await ShardingWorld.AskAsync(by, entity, $"{n}")).Node;
            if (nodes.Count == 0 || nodes[^1] != node) nodes.Add(node);
        }

        return nodes;
    }
}
