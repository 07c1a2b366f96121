using System.Collections.Concurrent;
using System.Diagnostics;
using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Sharding;
using Sapphire.Cluster.Tests.Messaging;
using Sapphire.Cluster.Tests.Support;
using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Tests.Sharding;

/// <summary>Entities over several nodes: one owner, order, hand-over without an error, takeover without a loss.</summary>
public abstract partial class ClusterShardingContract : IAsyncLifetime
{
    private ShardingWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = new(new(await CreateAsync()));

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<TransportWorld> CreateAsync();

    [Fact]
    public async Task A_node_without_the_role_reaches_entities_of_another()
    {
        TestNode web = await _world.JoinAsync("web", "web");
        TestNode session = await _world.JoinAsync("session");
        Worked worked = await ShardingWorld.AskAsync(web, "one", "c1");
        worked.Node.ShouldBe("session");
        _world.Ledger.Effects("one").ShouldBe(["c1"]);

        // All answers travel on, not only the first.
        ShardingWorld.Region(web).Tell(new ShardingEnvelope("one", new Work("c2", "stream")), web.Kit.TestActor);
        web.Kit.ExpectMsg<Worked>(Wait.Longest);
        web.Kit.ExpectMsg("more of c2");
        web.Kit.LastSender.Path.Name.ShouldBe("one");
        await NothingUnansweredAsync(session);
        await ShardingWorld.BalancedAsync(web, 16);
    }

    [Fact]
    public async Task Each_entity_sees_the_order_of_each_sender()
    {
        TestNode a = await _world.JoinAsync("a"), b = await _world.JoinAsync("b"), web = await _world.JoinAsync("web", "web");
        await ShardingWorld.BalancedAsync(web, 8, 8);
        const int Entities = 6, Count = 100;
        TestNode[] senders = [a, b, web];
        foreach (TestNode sender in senders)
        {
            for (int i = 0; i < Count; i++)
            {
                for (int e = 0; e < Entities; e++) ShardingWorld.Region(sender).Tell(new ShardingEnvelope($"e{e}", new Work($"{sender.Name}-{i}", "")), sender.Kit.TestActor);
            }
        }

        foreach (TestNode sender in senders) sender.Kit.ReceiveN(Entities * Count, Wait.Longest);
        for (int e = 0; e < Entities; e++)
        {
            foreach (TestNode sender in senders)
            {
                _world.Ledger.Effects($"e{e}").Where(id => id.StartsWith($"{sender.Name}-", StringComparison.Ordinal)).ShouldBe(Enumerable.Range(0, Count).Select(i => $"{sender.Name}-{i}"));
            }
        }
    }

    [Fact]
    public async Task What_nobody_answers_is_acknowledged_when_told()
    {
        TestNode a = await _world.JoinAsync("a");
        for (int i = 0; i < 100; i++) ShardingWorld.Region(a).Tell(new ShardingEnvelope("one", new Note($"n{i}")), a.Kit.TestActor);
        await Wait.UntilAsync(() => _world.Ledger.Notes.Count == 100, "all notes are there");
        _world.Ledger.Notes.ShouldBe(Enumerable.Range(0, 100).Select(i => $"one: n{i}"));
        await NothingUnansweredAsync(a);
    }

    [Fact]
    public async Task Shards_spread_evenly_as_nodes_come_and_go_and_nobody_notices()
    {
        TestNode a = await _world.JoinAsync("a"), web = await _world.JoinAsync("web", "web");
        await using Clients clients = new(web, 8);
        await ShardingWorld.BalancedAsync(web, 16);
        long begun = Stopwatch.GetTimestamp();
        TestNode b = await _world.JoinAsync("b");
        await ShardingWorld.BalancedAsync(web, 8, 8);
        TestNode c = await _world.JoinAsync("c");
        await ShardingWorld.BalancedAsync(web, 6, 5, 5);
        Stopwatch.GetElapsedTime(begun).ShouldBeLessThan(TimeSpan.FromSeconds(30));
        await _world.Cluster.LeaveAsync(b);
        await ShardingWorld.BalancedAsync(web, 8, 8);
        await Wait.UntilAsync(() => a.Transport.Presence.Members.Where(m => m.Info.Roles.Contains("session")).All(m => m.Info.Shards.GetValueOrDefault(ShardingWorld.Kind) == 8), "presence says so");
        await clients.StopAsync();
        clients.Failures.ShouldBeEmpty();
        clients.Verify(_world.Ledger);
        _world.Ledger.Overlaps.ShouldBe(0);
        _world.Ledger.Refused.ShouldBe(0);
        c.System.WhenTerminated.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_killed_owner_is_replaced_and_nothing_acknowledged_is_lost()
    {
        TestNode web = await _world.JoinAsync("web", "web"), a = await _world.JoinAsync("a"), b = await _world.JoinAsync("b");
        await ShardingWorld.BalancedAsync(web, 8, 8);
        await using Clients clients = new(web, 8);
        await Wait.UntilAsync(() => clients.Acknowledged > 200, "the clients are at work");
        await _world.Cluster.KillAsync(a);
        int before = clients.Acknowledged;
        await Wait.UntilAsync(() => clients.Acknowledged > before + 400, "the clients go on");
        await ShardingWorld.BalancedAsync(web, 16);
        await clients.StopAsync();
        clients.Failures.ShouldBeEmpty();
        clients.Verify(_world.Ledger);
        b.Transport.State.Status.ShouldBe(TransportStatus.Connected);
    }

    [Fact]
    public async Task An_owner_that_is_cut_off_stops_its_entities_and_acknowledges_nothing()
    {
        TestNode web = await _world.JoinAsync("web", "web"), a = await _world.JoinAsync("a");
        await ShardingWorld.AskAsync(web, "one", "c1");
        TestNode b = await _world.JoinAsync("b");
        await ShardingWorld.BalancedAsync(web, 8, 8);
        string entity = _world.EntityOf((await ShardingWorld.Sharding(web).GetStatsAsync(ShardingWorld.Kind, Wait.Longest)).Regions.Single(r => r.Node == "a").Shards[0].ShardId);
        await ShardingWorld.AskAsync(web, entity, "c1");
        Task<Worked> held = ShardingWorld.AskAsync(web, entity, "c2", "silent-once");
        await Wait.UntilAsync(() => _world.Ledger.HasHappened("c2"), "the entity has seen it");
        await _world.Cluster.World.CutAsync("a");
        (await held).Node.ShouldBe("b");
        await Wait.UntilAsync(async () => (await ShardingWorld.Region(a).Ask<Entities>(GetEntities.Instance, Wait.Longest)).Refs.IsEmpty, "a has no entities");
        _world.Ledger.Effects(entity).ShouldBe(["c1", "c2"]);

        // Back again, it gets its share.
        await _world.Cluster.World.HealAsync("a");
        await ShardingWorld.BalancedAsync(web, 8, 8);
        b.System.WhenTerminated.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_node_that_drains_hands_everything_over_and_nobody_notices()
    {
        TestNode web = await _world.JoinAsync("web", "web"), a = await _world.JoinAsync("a"), b = await _world.JoinAsync("b");
        await ShardingWorld.BalancedAsync(web, 8, 8);
        await using Clients clients = new(web, 8);
        await Wait.UntilAsync(() => clients.Acknowledged > 200, "the clients are at work");
        long begun = Stopwatch.GetTimestamp();
        await ShardingWorld.Sharding(a).DrainAsync();
        Stopwatch.GetElapsedTime(begun).ShouldBeLessThan(TimeSpan.FromSeconds(8));
        (await ShardingWorld.OwnedAsync(web))["a"].ShouldBe(0);
        _world.Ledger.Ended.ShouldBeGreaterThan(0);
        _world.Ledger.Left.ShouldBe(_world.Ledger.Ended);
        await ShardingWorld.BalancedAsync(web, 16);
        int before = clients.Acknowledged;
        await Wait.UntilAsync(() => clients.Acknowledged > before + 200, "the clients go on");
        ShardingWorld.Sharding(a).Resume();
        await ShardingWorld.BalancedAsync(web, 8, 8);
        await clients.StopAsync();
        clients.Failures.ShouldBeEmpty();
        clients.Verify(_world.Ledger);
        _world.Ledger.Overlaps.ShouldBe(0);
        b.System.WhenTerminated.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    [Trait("tier", "soak")]
    [Trait("soak", "sharding-figures")]
    public async Task Figures()
    {
        TestNode web = await _world.JoinAsync("web", "web"), a = await _world.JoinAsync("a"), b = await _world.JoinAsync("b");
        await ShardingWorld.BalancedAsync(web, 8, 8);
        List<double> asks = [];
        for (int i = 0; i < Soak.Count(inTests: 100, inSoak: 3000); i++)
        {
            long begun = Stopwatch.GetTimestamp();
            await ShardingWorld.AskAsync(web, $"e{i % 50}", $"c{i}");
            asks.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        IActorRef echo = b.SeenFrom(web, b.System.ActorOf(Props.Create(() => new Echo())));
        List<double> remote = [];
        for (int i = 0; i < asks.Count; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            await echo.Ask<string>("x", Wait.Longest);
            remote.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        await using Clients clients = new(web, 8);
        await Wait.UntilAsync(() => clients.Acknowledged > 200, "the clients are at work");
        long drain = Stopwatch.GetTimestamp();
        await ShardingWorld.Sharding(a).DrainAsync();
        double perShard = Stopwatch.GetElapsedTime(drain).TotalMilliseconds / 8;
        ShardingWorld.Sharding(a).Resume();
        await ShardingWorld.BalancedAsync(web, 8, 8);
        long kill = Stopwatch.GetTimestamp();
        await _world.Cluster.KillAsync(b);
        Task<Worked>[] all = [.. Enumerable.Range(0, 16).Select(shard => ShardingWorld.AskAsync(web, _world.EntityOf(shard), $"after-{shard}"))];
        await Task.WhenAll(all);
        double takeover = Stopwatch.GetElapsedTime(kill).TotalMilliseconds;
        await clients.StopAsync();
        clients.Failures.ShouldBeEmpty();
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{GetType().Name}: ask of an entity p50 {At(asks, 0.5):0.00} ms, p99 {At(asks, 0.99):0.00} ms; ask of a remote actor p50 {At(remote, 0.5):0.00} ms, p99 {At(remote, 0.99):0.00} ms; drain {perShard:0} ms a shard; all 16 shards answer {takeover:0} ms after a kill");
        perShard.ShouldBeLessThan(1000);
        takeover.ShouldBeLessThan(10_000);
    }

    [Fact]
    public async Task While_the_broker_is_away_a_caller_is_told_and_afterwards_all_goes_on()
    {
        TestNode web = await _world.Cluster.JoinAsync("web", s => s with { Roles = ["web"], SendTimeout = TimeSpan.FromSeconds(3) });
        ClusterSharding.Get(web.System).StartProxy(ShardingWorld.Kind, _world.Settings);
        TestNode a = await _world.JoinAsync("a");
        await ShardingWorld.AskAsync(web, "one", "c1");
        await _world.Cluster.World.SettleAsync();
        await _world.Cluster.World.LoseBrokerAsync();
        await Wait.UntilAsync(() => web.Transport.State.Status == TransportStatus.Away, "the broker is away");
        (await Should.ThrowAsync<ClusterException>(() => ShardingWorld.AskAsync(web, "one", "c2"))).Reason.ShouldBe(ClusterError.Unreachable);
        await _world.Cluster.World.ReturnBrokerAsync();
        await web.Transport.ConnectedAsync(Wait.Token());
        (await ShardingWorld.AskAsync(web, "one", "c3")).Node.ShouldBe("a");
        _world.Ledger.Effects("one").ShouldBe(["c1", "c3"]);
        await NothingUnansweredAsync(a);
    }

    [Fact]
    public async Task Operators_see_where_everything_is()
    {
        TestNode a = await _world.JoinAsync("a"), b = await _world.JoinAsync("b");
        await ShardingWorld.BalancedAsync(a, 8, 8);
        Worked worked = await ShardingWorld.AskAsync(a, "one", "c1");
        foreach (TestNode asked in (TestNode[])[a, b])
        {
            EntityLocation location = await ShardingWorld.Sharding(asked).WhereIsAsync(ShardingWorld.Kind, "one", Wait.Longest);
            location.Node.ShouldBe(worked.Node);
            location.IsActive.ShouldBeTrue();
            location.ShardId.ShouldBe(ShardingWorld.Sharding(a).Kind(ShardingWorld.Kind).ShardOf("one"));
            (await ShardingWorld.Sharding(asked).WhereIsAsync(ShardingWorld.Kind, "sleeps", Wait.Longest)).IsActive.ShouldBeFalse();
        }

        TestNode owner = worked.Node == "a" ? a : b;
        (await ShardingWorld.Region(owner).Ask<Entities>(GetEntities.Instance, Wait.Longest)).Refs.Select(r => r.Path.Name).ShouldBe(["one"]);
        ClusterShardingStats stats = await ShardingWorld.Sharding(a).GetStatsAsync(ShardingWorld.Kind, Wait.Longest);
        stats.Failed.ShouldBeEmpty();
        stats.Regions.SelectMany(r => r.Shards).Select(s => s.ShardId).Order().ShouldBe(Enumerable.Range(0, 16));
        Should.Throw<ArgumentException>(() => ShardingWorld.Sharding(a).ShardRegion("nobody"));
    }

    [Fact]
    public async Task What_cannot_be_sent_is_refused_at_once()
    {
        TestNode a = await _world.JoinAsync("a");
        await Should.ThrowAsync<System.Runtime.Serialization.SerializationException>(() => ShardingWorld.Region(a).Ask<Worked>(new ShardingEnvelope("one", new Unregistered("x")), Wait.Longest));
        await Should.ThrowAsync<ArgumentException>(() => ShardingWorld.AskAsync(a, "no/id", "c1"));
        _world.Settings = _world.Settings with { MaxPending = 1 };
        TestNode b = await _world.JoinAsync("b", "web");
        ConcurrentBag<Exception> errors = [];
        await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            try
            {
                await ShardingWorld.AskAsync(b, "one", $"c{i}");
            }
            catch (Exception e)
            {
                errors.Add(e);
            }
        }));
        errors.ShouldNotBeEmpty();
        errors.ShouldAllBe(e => e is ClusterException && ((ClusterException)e).Reason == ClusterError.Full);
        _world.Ledger.Effects("one").Count.ShouldBe(200 - errors.Count);
    }

    private static double At(List<double> times, double part) => times.Order().ElementAt((int)(times.Count * part));

    private sealed class Echo : ReceiveActor
    {
        public Echo() => Receive<string>(text => Sender.Tell(text));
    }

    private static async Task NothingUnansweredAsync(TestNode node) => await Wait.UntilAsync(
        async () => (await ShardingWorld.Region(node).Ask<CurrentShardRegionState>(GetShardRegionState.Instance, Wait.Longest)).Shards.All(s => s.Unanswered == 0),
        "all is answered");
}
