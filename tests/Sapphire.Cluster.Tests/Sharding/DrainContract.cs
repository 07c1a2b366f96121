using System.Diagnostics;
using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Sharding;
using Sapphire.Cluster.Tests.Messaging;
using Sapphire.Cluster.Tests.Support;

namespace Sapphire.Cluster.Tests.Sharding;

/// <summary>Entities with work that must not be cut off: drained last, never moved for the balance.</summary>
public abstract class DrainContract : IAsyncLifetime
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
    public async Task A_drain_hands_the_quiet_shards_over_and_waits_for_the_busy_one_which_serves_meanwhile()
    {
        (TestNode a, TestNode b, string busy) = await OneIsBusyAsync();
        Task<DrainReport> drain = ShardingWorld.Sharding(a).DrainAsync(Wait.Longest);
        await Wait.UntilAsync(async () => (await ShardingWorld.OwnedAsync(b))["a"] == 1, "all but one are handed over");
        DrainStanding standing = await ShardingWorld.Sharding(a).DrainStandingAsync(Wait.Longest);
        (standing.Left, standing.Busy).ShouldBe((1, 1));
        standing.GraceLeft.ShouldBeInRange(TimeSpan.FromTicks(1), Wait.Longest);

        // It goes on there, also when another one of its shard is asked for something.
        (await ShardingWorld.AskAsync(b, busy, "c1")).Node.ShouldBe("a");
        await Wait.AWhileAsync();
        drain.IsCompleted.ShouldBeFalse();
        (await ShardingWorld.AskAsync(b, busy, "c2", "quiet")).Node.ShouldBe("a");
        DrainReport report = await drain.WaitAsync(Wait.Longest);
        report.Interrupted.ShouldBe(0);
        report.Shards.ShouldBeInRange(8, 16, "one may come back once while the other is not in line yet");
        report.Slowest.ShouldBeInRange(TimeSpan.FromTicks(1), Wait.Longest);
        (await ShardingWorld.AskAsync(b, busy, "c3")).Node.ShouldBe("b");
        _world.Ledger.Effects(busy).Select(effect => effect.Split('-')[0]).ShouldBe(["begin", "c1", "c2", "c3"]);
        _world.Ledger.Overlaps.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_still_busy_when_the_grace_is_over_is_cut_off_and_counted()
    {
        (TestNode a, TestNode b, string busy) = await OneIsBusyAsync();
        long begun = Stopwatch.GetTimestamp();
        TimeSpan grace = TimeSpan.FromMilliseconds(500);
        DrainReport report = await ShardingWorld.Sharding(a).DrainAsync(grace).WaitAsync(Wait.Longest);
        Stopwatch.GetElapsedTime(begun).ShouldBeGreaterThan(grace);
        report.Shards.ShouldBeInRange(8, 16);
        report.Interrupted.ShouldBe(1);
        (await ShardingWorld.AskAsync(b, busy, "after")).Node.ShouldBe("b");
    }

    [Fact]
    public async Task A_second_drain_may_be_in_more_of_a_hurry()
    {
        (TestNode a, _, _) = await OneIsBusyAsync();
        Task<DrainReport> patient = ShardingWorld.Sharding(a).DrainAsync(TimeSpan.FromHours(1));
        await Wait.UntilAsync(async () => (await ShardingWorld.OwnedAsync(a))["a"] == 1, "all but one are handed over");
        DrainReport report = await ShardingWorld.Sharding(a).DrainAsync(TimeSpan.Zero, "stop").WaitAsync(Wait.Longest);
        report.Interrupted.ShouldBe(1);
        (await patient.WaitAsync(Wait.Longest)).ShouldBe(report);
    }

    [Fact]
    public async Task Of_two_who_wish_a_node_to_be_drained_the_last_one_lets_it_take_shards_again()
    {
        (TestNode a, TestNode b, _) = await OneIsBusyAsync();
        Task<DrainReport> drain = ShardingWorld.Sharding(a).DrainAsync(TimeSpan.FromHours(1));
        await Wait.UntilAsync(async () => (await ShardingWorld.OwnedAsync(b))["a"] == 1, "all but one are handed over");
        _ = ShardingWorld.Sharding(a).DrainAsync(TimeSpan.FromHours(1), "store");
        ShardingWorld.Sharding(a).Resume();
        await Wait.AWhileAsync();
        drain.IsCompleted.ShouldBeFalse();
        ShardingWorld.Sharding(a).Resume("store");
        (await Should.ThrowAsync<InvalidOperationException>(() => drain.WaitAsync(Wait.Longest))).Message.ShouldContain("takes shards again");
        await ShardingWorld.BalancedAsync(b, 8, 8);
    }

    [Fact]
    public async Task For_the_balance_no_busy_shard_is_moved()
    {
        TestNode a = await _world.JoinAsync("a");
        await ShardingWorld.BalancedAsync(a, 16);
        string[] all = [.. Enumerable.Range(0, 16).Select(_world.EntityOf)];
        foreach (string entity in all) await ShardingWorld.AskAsync(a, entity, $"begin-{entity}", "busy");
        TestNode b = await _world.JoinAsync("b");
        await Wait.UntilAsync(() => a.Transport.Presence.Members.Length == 2 && b.Transport.Presence.Members.Length == 2, "they see each other");
        await Wait.AWhileAsync();
        (await ShardingWorld.OwnedAsync(a))["a"].ShouldBe(16);

        // As they become quiet, they go.
        foreach (string entity in all) await ShardingWorld.AskAsync(b, entity, $"end-{entity}", "quiet");
        await ShardingWorld.BalancedAsync(a, 8, 8);
        foreach (string entity in all) _world.Ledger.Effects(entity).ShouldBe([$"begin-{entity}", $"end-{entity}"]);
        _world.Ledger.Overlaps.ShouldBe(0);
    }

    [Fact]
    public async Task Where_entities_work_by_turns_who_has_none_waits_until_the_shard_has_moved()
    {
        TestNode a = await _world.JoinAsync("a");
        await ShardingWorld.BalancedAsync(a, 16);
        string[] all = [.. Enumerable.Range(0, 16).Select(_world.EntityOf)];
        foreach (string entity in all) await ShardingWorld.AskAsync(a, entity, $"begin-{entity}", "busy");
        TestNode b = await _world.JoinAsync("b");
        EntityKind kind = ShardingWorld.Sharding(a).Kind(ShardingWorld.Kind);
        string[] others = [.. all.Select(e => Enumerable.Range(0, 10_000).Select(i => $"o{i}").First(id => kind.ShardOf(id) == kind.ShardOf(e)))];

        // Some other one of a shard that is to move gets no answer any more …
        (int Shard, Task<Worked> Answer)? kept = null;
        for (int i = 0; kept is null; i++)
        {
            Task<Worked>[] answers = [.. others.Select(other => ShardingWorld.AskAsync(b, other, $"tick-{i}"))];
            await Task.WhenAny(Task.WhenAll(answers), Wait.AWhileAsync());
            int at = Array.FindIndex(answers, t => !t.IsCompleted);
            if (at >= 0) kept = (at, answers[at]);
        }

        // … until the one with work has ended it, and then, mostly, from the next owner; on a slow machine the patience may have been over.
        await ShardingWorld.AskAsync(b, all[kept.Value.Shard], "end", "quiet");
        (await kept.Value.Answer).Node.ShouldBeOneOf("a", "b");
        await Wait.UntilAsync(async () => (await ShardingWorld.AskAsync(b, others[kept.Value.Shard], $"after-{Guid.NewGuid()}")).Node == "b", "the shard has moved");

        // The others were only asked to wait: they are where they were, and answer.
        (await ShardingWorld.OwnedAsync(a))["a"].ShouldBe(15);
        foreach (string other in others) await ShardingWorld.AskAsync(b, other, $"last-{other}");
        _world.Ledger.Overlaps.ShouldBe(0);
    }

    [Fact]
    public async Task An_entity_that_fails_is_no_longer_busy()
    {
        (TestNode a, TestNode b, string busy) = await OneIsBusyAsync();
        Task<DrainReport> drain = ShardingWorld.Sharding(a).DrainAsync(TimeSpan.FromHours(1));
        await ShardingWorld.AskAsync(b, busy, "crash", "crash-before");
        (await drain.WaitAsync(Wait.Longest)).Interrupted.ShouldBe(0);
    }

    // Two nodes with eight shards each; an entity of the first one has work.
    private async Task<(TestNode A, TestNode B, string Busy)> OneIsBusyAsync()
    {
        TestNode a = await _world.JoinAsync("a"), b = await _world.JoinAsync("b");
        await ShardingWorld.BalancedAsync(a, 8, 8);
        for (int shard = 0; shard < 16; shard++) await ShardingWorld.AskAsync(b, _world.EntityOf(shard), $"first-{shard}");

        // On a machine that stalls a shard may move once more in between: then another one is made busy.
        int attempt = 0;
        string busy = "";
        await Wait.UntilAsync(
            async () =>
            {
                attempt++;
                int of = (await ShardingWorld.Sharding(b).GetStatsAsync(ShardingWorld.Kind, Wait.Longest)).Regions.Single(r => r.Node == "a").Shards[3].ShardId;
                busy = Enumerable.Range(0, 10_000).Select(i => $"{attempt}x{i}").First(id => ShardingWorld.Sharding(b).Kind(ShardingWorld.Kind).ShardOf(id) == of);
                return (await ShardingWorld.AskAsync(b, busy, $"begin-{attempt}", "busy")).Node == "a";
            },
            "a shard of a is busy");
        return (a, b, busy);
    }
}
