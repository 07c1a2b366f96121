using System.Collections.Immutable;
using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Sharding;
using Sapphire.Cluster.Tests.Messaging;
using Sapphire.Cluster.Tests.Support;
using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Tests.Sharding;

/// <summary>Entities that crash, leave or do not answer, and messages that nobody can stand.</summary>
public abstract class ShardFaultContract : IAsyncLifetime
{
    private ShardingWorld _world = null!;
    private TestNode _a = null!;

    public async ValueTask InitializeAsync()
    {
        _world = new(new(await CreateAsync()));
        _world.Settings = _world.Settings with { AnswerTimeout = TimeSpan.FromMilliseconds(400) };
        _a = await _world.JoinAsync("a");
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<TransportWorld> CreateAsync();

    [Theory]
    [InlineData("crash-before")]
    [InlineData("crash-after")]
    public async Task What_an_entity_had_not_answered_comes_again_to_its_next_life_in_order(string crash)
    {
        // What waits in the mailbox of an entity that has failed passes through the dead letters; it is not lost, and not to be refused.
        _a.System.EventStream.Subscribe<Kernel.Event.DeadLetter>(_a.System.ActorOf(Props.Create(() => new Refuser())));
        await ShardingWorld.AskAsync(_a, "one", "c0");
        Task<Worked>[] all = [.. Enumerable.Range(1, 8).Select(i => ShardingWorld.AskAsync(_a, "one", $"c{i}", i is 3 or 5 ? crash : ""))];
        (await Task.WhenAll(all)).Select(w => w.Id).ShouldBe(Enumerable.Range(1, 8).Select(i => $"c{i}"));
        _world.Ledger.Effects("one").ShouldBe(Enumerable.Range(0, 9).Select(i => $"c{i}"));
        (await DeadAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_that_no_entity_can_stand_goes_to_the_dead_letters_and_blocks_nobody()
    {
        Task<Worked> before = ShardingWorld.AskAsync(_a, "one", "c1"), poison = ShardingWorld.AskAsync(_a, "one", "p", "poison"), after = ShardingWorld.AskAsync(_a, "one", "c2");
        string other = Enumerable.Range(0, 1000).Select(i => $"o{i}").First(id => ShardingWorld.Sharding(_a).Kind(ShardingWorld.Kind) is var kind && kind.ShardOf(id) == kind.ShardOf("one"));
        await ShardingWorld.AskAsync(_a, other, "c1");
        await before;
        (await Should.ThrowAsync<InvalidOperationException>(() => poison)).Message.ShouldContain("failed 3 times");
        await after;
        _world.Ledger.Effects("one").ShouldBe(["c1", "c2"]);
        await Wait.UntilAsync(async () => (await DeadAsync()).Length == 1, "it is in the dead letters");
        DeadLetter letter = (await DeadAsync())[0];
        letter.Message.MessageId.ShouldBe("p");
        letter.Reason.ShouldContain("FormatException");
        letter.Reason.ShouldNotContain("cannot stand");
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_goes_to_the_dead_letters_and_blocks_nobody()
    {
        EntityKind kind = ShardingWorld.Sharding(_a).Kind(ShardingWorld.Kind);
        WireMessage good = _a.Remoting.Format.Write(new ShardingEnvelope("one", new Work("c1", "")), _a.Kit.TestActor);
        WireMessage[] bad =
        [
            good with { MessageId = "unknown", SerializerId = 4711 },
            good with { MessageId = "torn", Body = good.Body[..7] },
            good with { MessageId = "newer", Protocol = WireMessage.CurrentProtocol + 1 },
            good with { MessageId = "stray", SenderRef = "nonsense" },
            _a.Remoting.Format.Write("no envelope", messageId: "other"),
        ];
        foreach (WireMessage message in bad) await _a.Transport.Entities.SendAsync(kind, kind.ShardOf("one"), message, Wait.Token());
        await ShardingWorld.AskAsync(_a, "one", "c2");
        await Wait.UntilAsync(async () => (await DeadAsync()).Length == bad.Length, "they are in the dead letters");
        (await DeadAsync()).Select(d => d.Message.MessageId).ShouldBe(bad.Select(m => m.MessageId));
        _world.Ledger.Effects("one").ShouldBe(["c2"]);
    }

    [Fact]
    public async Task An_entity_that_gives_no_answer_gets_the_message_again()
    {
        (await ShardingWorld.AskAsync(_a, "one", "c1", "silent-once")).Id.ShouldBe("c1");
        CurrentShardRegionState state = await ShardingWorld.Region(_a).Ask<CurrentShardRegionState>(GetShardRegionState.Instance, Wait.Longest);
        state.Shards.Sum(s => s.Silent).ShouldBe(1);
    }

    [Fact]
    public async Task A_message_that_never_gets_an_answer_blocks_nobody_for_ever()
    {
        // More than may be under way at a time.
        Task[] silent = [.. Enumerable.Range(0, 12).Select(i => ShardingWorld.AskAsync(_a, "one", $"s{i}", "silent"))];
        Task<Worked> after = ShardingWorld.AskAsync(_a, "one", "c1");
        (await after).Id.ShouldBe("c1");
        foreach (Task one in silent) await Should.ThrowAsync<InvalidOperationException>(() => one);
        await Wait.UntilAsync(async () => (await DeadAsync()).Length == 12, "they are in the dead letters");
    }

    [Fact]
    public async Task An_entity_that_cannot_be_made_blocks_nobody_for_ever()
    {
        EntityKind kind = ShardingWorld.Sharding(_a).Kind(ShardingWorld.Kind);
        string broken = Enumerable.Range(0, 1000).Select(i => $"broken{i}").First(id => kind.ShardOf(id) == kind.ShardOf("one"));
        Task[] all = [.. Enumerable.Range(0, 12).Select(i => ShardingWorld.AskAsync(_a, broken, $"b{i}"))];
        await ShardingWorld.AskAsync(_a, "one", "c1");
        foreach (Task one in all) await Should.ThrowAsync<InvalidOperationException>(() => one);
        await Wait.UntilAsync(async () => (await DeadAsync()).Length == 12, "they are in the dead letters");
    }

    [Fact]
    public async Task An_entity_that_leaves_loses_nothing()
    {
        for (int round = 0; round < 20; round++)
        {
            Task<Worked>[] all = [.. Enumerable.Range(0, 9).Select(i => ShardingWorld.AskAsync(_a, "one", $"c{round}-{i}", i == 3 ? "leave" : ""))];
            await Task.WhenAll(all);
        }

        _world.Ledger.Effects("one").ShouldBe(Enumerable.Range(0, 20).SelectMany(r => Enumerable.Range(0, 9).Select(i => $"c{r}-{i}")));
        _world.Ledger.Begun.ShouldBeGreaterThan(1);
        _world.Ledger.Overlaps.ShouldBe(0);
    }

    [Fact]
    public async Task An_id_that_can_be_no_entity_is_rejected()
    {
        TestNode b = await _world.Cluster.JoinAsync("b", s => s with { Roles = ["session"] });
        ClusterSharding.Get(b.System).Start("number", id => Props.Create(() => new Numbered(int.Parse(id))), _world.Settings);
        IActorRef region = ClusterSharding.Get(b.System).ShardRegion("number");
        (await Should.ThrowAsync<InvalidOperationException>(() => region.Ask<int>(new ShardingEnvelope("seven", "what"), Wait.Longest))).Message.ShouldContain("'seven'");
        (await region.Ask<int>(new ShardingEnvelope("7", "what"), Wait.Longest)).ShouldBe(7);
    }

    private Task<ImmutableArray<DeadLetter>> DeadAsync() => _a.Transport.DeadLetters.PeekAsync(ShardingWorld.Kind, 100, Wait.Token());

    private sealed class Refuser : ReceiveActor
    {
        public Refuser() => Receive<Kernel.Event.DeadLetter>(letter => letter.Sender?.Tell(new Status.Failure(new TimeoutException("Refused."))));
    }

    private sealed class Numbered : ReceiveActor
    {
        public Numbered(int number) => Receive<string>(_ => Sender.Tell(number));
    }
}
