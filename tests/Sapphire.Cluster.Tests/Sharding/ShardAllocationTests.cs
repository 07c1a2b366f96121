using FsCheck;
using FsCheck.Fluent;
using Sapphire.Cluster.Sharding;

namespace Sapphire.Cluster.Tests.Sharding;

/// <summary>Who should own what.</summary>
public sealed class ShardAllocationTests
{
    [Fact]
    public void Loads_differ_by_one_at_most_and_all_nodes_agree() =>
        Prop.ForAll(Gen.Choose(1, 12).Two().Select(p => (Nodes: p.Item1, Shards: p.Item2 * 8)).ToArbitrary(), given =>
        {
            string[] nodes = [.. Enumerable.Range(0, given.Nodes).Select(i => $"node-{i}")];
            string[] owners = ShardAllocation.Allocate(nodes, given.Shards);
            owners.Length.ShouldBe(given.Shards);
            int[] loads = [.. nodes.Select(n => owners.Count(o => o == n))];
            (loads.Max() - loads.Min()).ShouldBeLessThanOrEqualTo(1);
            ShardAllocation.Allocate(nodes.Reverse(), given.Shards).ShouldBe(owners);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void A_node_that_comes_moves_few_shards_but_those_that_it_gets(int before)
    {
        const int Shards = 64;
        int moved = 0, needed = 0;
        for (int cluster = 0; cluster < 20; cluster++)
        {
            string[] nodes = [.. Enumerable.Range(0, before + 1).Select(i => $"c{cluster}-n{i}")];
            string[] old = ShardAllocation.Allocate(nodes[..before], Shards), now = ShardAllocation.Allocate(nodes, Shards);
            moved += Enumerable.Range(0, Shards).Count(s => old[s] != now[s]);
            needed += now.Count(o => o == nodes[before]);
        }

        moved.ShouldBeLessThan(2 * needed);
    }

    [Fact]
    public void Without_nodes_nobody_owns_anything() => ShardAllocation.Allocate([], 16).ShouldBeEmpty();
}
