using FsCheck;
using FsCheck.Fluent;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Configuration;
using Sapphire.Kernel.Event;
using Sapphire.Kernel.Routing;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Kernel.Tests.Routing;

public sealed class ConsistentHashingTests : Sapphire.Kernel.TestKit.TestKit
{
    private static readonly Gen<string[]> Nodes = Gen.Choose(0, 200).Select(n => $"akka://s/user/router/${n}").NonEmptyListOf().Select(l => l.Distinct().ToArray());
    private static readonly Gen<string[]> Keys = ArbMap.Default.GeneratorFor<NonNull<string>>().Select(s => s.Get).ListOf(50).Select(l => l.ToArray());

    public ConsistentHashingTests()
        : base(ActorSystem.Create("hashing", ConfigurationFactory.ParseString("""akka.actor.deployment { "/configured" { router = consistent-hashing-pool, nr-of-instances = 4, virtual-nodes-factor = 3 } }""")))
    {
    }

    private sealed record Keyed(object ConsistentHashKey, string Text) : IConsistentHashable;

    private sealed record Pair(int A, string B);

    private sealed class Worker : ReceiveActor
    {
        public Worker() => ReceiveAny(m => Sender.Tell((Self, m)));
    }

    private static Props Workers(Pool pool) => pool.Props(Props.Create(() => new Worker()));

    private (IActorRef Routee, object Message) Chosen(IActorRef router, object message)
    {
        router.Tell(message);
        return ExpectMsg<(IActorRef, object)>();
    }

    [Fact]
    public void A_key_has_one_node_whatever_the_order_in_which_the_nodes_came() =>
        Prop.ForAll(Nodes.Zip(Keys).ToArbitrary(), both =>
        {
            (string[] nodes, string[] keys) = both;
            ConsistentHash<string> ring = ConsistentHash.Create(nodes, 10);
            ConsistentHash<string> reversed = ConsistentHash.Create(nodes.Reverse(), 10);
            ConsistentHash<string> grown = nodes.Aggregate(ConsistentHash.Create<string>([], 10), (r, n) => r.Add(n));
            foreach (string key in keys)
            {
                string node = ring.NodeFor(key);
                nodes.ShouldContain(node);
                ring.NodeFor(key).ShouldBe(node);
                reversed.NodeFor(key).ShouldBe(node);
                grown.NodeFor(key).ShouldBe(node);
            }
        }).Check(Properties.Times(100));

    [Fact]
    public void A_node_that_leaves_leaves_only_its_own_keys_and_one_that_comes_takes_only_what_it_gets() =>
        Prop.ForAll(Nodes.Where(n => n.Length > 1).Zip(Keys).ToArbitrary(), both =>
        {
            (string[] nodes, string[] keys) = both;
            ConsistentHash<string> all = ConsistentHash.Create(nodes, 10);
            string gone = nodes[^1];
            ConsistentHash<string> rest = all.Remove(gone);
            foreach (string key in keys)
            {
                if (all.NodeFor(key) != gone) rest.NodeFor(key).ShouldBe(all.NodeFor(key));
                else rest.NodeFor(key).ShouldNotBe(gone);
                string back = rest.Add(gone).NodeFor(key);
                back.ShouldBe(all.NodeFor(key));
            }
        }).Check(Properties.Times(100));

    [Fact]
    public void Keys_are_spread_over_the_nodes()
    {
        ConsistentHash<string> ring = ConsistentHash.Create(Enumerable.Range(0, 5).Select(i => $"node-{i}"), 200);
        int[] counts = [.. Enumerable.Range(0, 10_000).GroupBy(i => ring.NodeFor($"key-{i}")).Select(g => g.Count())];
        counts.Length.ShouldBe(5);
        counts.ShouldAllBe(n => n > 1000 && n < 4000);
    }

    [Theory]
    [InlineData("", 0u, 0u)]
    [InlineData("", 1u, 0x514E28B7u)]
    [InlineData("test", 0u, 0xBA6BD213u)]
    [InlineData("Hello, world!", 0u, 0xC0363E43u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x9747b28cu, 0x2FA826CDu)]
    public void The_hash_is_MurmurHash3(string text, uint seed, uint hash) => ConsistentHash.HashFor(System.Text.Encoding.ASCII.GetBytes(text), seed).ShouldBe(hash);

    [Fact]
    public void An_empty_ring_has_no_node()
    {
        ConsistentHash<string> empty = ConsistentHash.Create<string>([], 10);
        empty.IsEmpty.ShouldBeTrue();
        Should.Throw<InvalidOperationException>(() => empty.NodeFor("a"));
        Should.Throw<ArgumentOutOfRangeException>(() => ConsistentHash.Create(["a"], 0));
    }

    [Fact]
    public void Equal_keys_meet_the_same_routee()
    {
        IActorRef router = Sys.ActorOf(Workers(new ConsistentHashingPool(5)));
        object[] keys = ["text", 7, 7L, 2.5, true, 'c', Guid.Parse("6f2b1c52-97c4-4a58-8a52-1d4f1f0f7b11"), new byte[] { 1, 2, 3 }, new Pair(1, "b"), DayOfWeek.Friday];
        foreach (object key in keys)
        {
            IActorRef routee = Chosen(router, new Keyed(key, "a")).Routee;
            Chosen(router, new Keyed(key, "b")).ShouldBe((routee, new Keyed(key, "b")));
            (IActorRef again, object message) = Chosen(router, new ConsistentHashableEnvelope("in the envelope", key));
            again.ShouldBe(routee);
            message.ShouldBe("in the envelope");
        }

        Chosen(router, new Keyed(new byte[] { 9 }, "a")).Routee.ShouldBe(Chosen(router, new Keyed(new byte[] { 9 }, "b")).Routee);
    }

    [Fact]
    public void A_mapping_gives_the_key_before_the_message_does()
    {
        Pool pool = new ConsistentHashingPool(5).WithHashMapping(m => m is Keyed k ? k.Text : null);
        IActorRef router = Sys.ActorOf(Workers(pool));
        IActorRef routee = Chosen(router, new Keyed(1, "same")).Routee;
        for (int i = 0; i < 20; i++) Chosen(router, new Keyed(i, "same")).Routee.ShouldBe(routee);
        Chosen(router, new ConsistentHashableEnvelope("unknown to the mapping", "same")).Routee.ShouldBe(routee);
    }

    [Fact]
    public void A_message_without_a_key_is_a_dead_letter()
    {
        IActorRef router = Sys.ActorOf(Workers(new ConsistentHashingPool(2)));
        TestProbe letters = CreateTestProbe();
        Sys.EventStream.Subscribe<DeadLetter>(letters);
        router.Tell("no key");
        letters.ExpectMsg<DeadLetter>().Message.ShouldBe("no key");
        router.Tell(new ConsistentHashableEnvelope("no text", new object()));
        letters.ExpectMsg<DeadLetter>().Message.ShouldBe("no text");
    }

    [Fact]
    public void When_a_routee_dies_only_its_keys_move()
    {
        IActorRef router = Sys.ActorOf(Workers(new ConsistentHashingPool(4)));
        int[] keys = [.. Enumerable.Range(0, 60)];
        Dictionary<int, IActorRef> before = keys.ToDictionary(k => k, k => Chosen(router, new Keyed(k, "")).Routee);
        IActorRef gone = before[0];
        Sys.Stop(gone);
        AwaitAssert(() =>
        {
            router.Tell(GetRoutees.Instance);
            ExpectMsg<Routees>().Members.Length.ShouldBe(3);
        });
        foreach (int key in keys)
        {
            IActorRef now = Chosen(router, new Keyed(key, "")).Routee;
            if (before[key].Equals(gone)) now.ShouldNotBe(gone);
            else now.ShouldBe(before[key]);
        }
    }

    [Fact]
    public void The_mapping_of_the_code_stays_with_the_router_of_the_configuration()
    {
        IActorRef router = Sys.ActorOf(Workers(new ConsistentHashingPool(1).WithHashMapping(_ => "one key for all")), "configured");
        router.Tell(GetRoutees.Instance);
        ExpectMsg<Routees>().Members.Length.ShouldBe(4);
        IActorRef routee = Chosen(router, 1).Routee;
        for (int i = 0; i < 20; i++) Chosen(router, i).Routee.ShouldBe(routee);
    }

    [Fact]
    public void The_number_of_points_of_a_routee_can_be_given()
    {
        new ConsistentHashingPool(2).WithVirtualNodesFactor(3).VirtualNodesFactor.ShouldBe(3);
        Should.Throw<ArgumentOutOfRangeException>(() => new ConsistentHashingPool(2).WithVirtualNodesFactor(0));
    }
}
