using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Sharding;
using Sapphire.Cluster.Tests.Messaging;
using Sapphire.Cluster.Tests.Support;
using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Tests.Sharding;

/// <summary>A cluster whose session nodes have workers, and the ledger that they share.</summary>
internal sealed class ShardingWorld(TestCluster cluster) : IAsyncDisposable
{
    public const string Kind = "worker";

    public TestCluster Cluster => cluster;

    public Ledger Ledger { get; } = new();

    public ClusterShardingSettings Settings { get; set; } = new()
    {
        Role = "session",
        ClaimDelay = TimeSpan.FromMilliseconds(300),
        RebalanceInterval = TimeSpan.FromMilliseconds(50),
        StableAfter = TimeSpan.FromMilliseconds(200),
        MinBackoff = TimeSpan.FromMilliseconds(20),
        HandOffTimeout = TimeSpan.FromSeconds(5),
        WindDown = TimeSpan.FromSeconds(4),
        HandOffStopMessage = new Worker.HandOver(),
        AwaitsAnswer = static message => message is not Note,
        MessageId = static message => (message as Work)?.Id,
    };

    public async Task<TestNode> JoinAsync(string name, string role = "session")
    {
        TestNode node = await cluster.JoinAsync(name, s => s with { Roles = [role] });
        Ledger ledger = Ledger;
        ClusterSharding.Get(node.System).Start(Kind, id => Props.Create(() => new Worker(id, name, ledger)), Settings);
        return node;
    }

    public static ClusterSharding Sharding(TestNode node) => ClusterSharding.Get(node.System);

    public static IActorRef Region(TestNode node) => Sharding(node).ShardRegion(Kind);

    public static Task<Worked> AskAsync(TestNode node, string entity, string id, string kind = "", TimeSpan? patience = null) =>
        Region(node).Ask<Worked>(new ShardingEnvelope(entity, new Work(id, kind)), patience ?? Wait.Longest);

    /// <summary>An id whose shard is that one.</summary>
    public string EntityOf(int shard) => Enumerable.Range(0, 10_000).Select(i => $"e{i}").First(id => new EntityKind(Kind, Settings.NumberOfShards).ShardOf(id) == shard);

    /// <summary>How many shards each node says that it owns.</summary>
    public static async Task<Dictionary<string, int>> OwnedAsync(TestNode by)
    {
        ClusterShardingStats stats = await Sharding(by).GetStatsAsync(Kind, TimeSpan.FromSeconds(5));
        return stats.Regions.ToDictionary(r => r.Node, r => r.Shards.Length, StringComparer.Ordinal);
    }

    /// <summary>Waits until the nodes own these numbers of shards.</summary>
    public static Task BalancedAsync(TestNode by, params int[] shares) => Wait.UntilAsync(
        async () => (await OwnedAsync(by)).Values.Where(n => n > 0).Order().SequenceEqual(shares.Order()),
        $"the shares are {string.Join(", ", shares)}");

    public ValueTask DisposeAsync() => cluster.DisposeAsync();
}
