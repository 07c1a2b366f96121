using System.Text.Json.Serialization;
using Sapphire.Cluster.Sharding;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Serialization;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Cluster.Tests.Sharding;

/// <summary>Entities on demand: created, passivated, crashed, and never out of order.</summary>
public sealed partial class ShardRegionTests : TestKit
{
    public ShardRegionTests()
        : base(new ActorSystemSetup { Serialization = ShardingMessageSerializer.Setup.And(SerializationSetup.Create(Protocol)) })
    {
    }

    private static JsonProtocol Protocol { get; } = new JsonProtocol("region-test", 2001, Json.Default).Add<Leave>("leave.1");

    internal sealed record Leave(IActorRef Gate);

    [JsonSerializable(typeof(Leave))]
    internal sealed partial class Json : JsonSerializerContext;

    [Fact]
    public void The_first_message_creates_the_entity_and_its_sender_is_kept()
    {
        IActorRef region = Region();
        Send(region, "a", "hello");
        ExpectMsg("started a");
        ExpectMsg("a: hello");
        LastSender.Path.Name.ShouldBe("a");
        Send(region, "b", "hi");
        ExpectMsg("started b");
        ExpectMsg("b: hi");
        Send(region, "a", "again");
        ExpectMsg("a: again");
    }

    [Fact]
    public void Messages_to_a_stopping_entity_wait_for_its_next_life_in_order()
    {
        IActorRef region = Region();
        TestProbe gate = CreateTestProbe();
        Send(region, "a", "hello");
        ExpectMsg("started a");
        ExpectMsg("a: hello");
        Send(region, "a", new Leave(gate));

        // The entity holds the region's stop message: it is stopping now.
        gate.ExpectMsg<string>().ShouldBe("stopping");
        IActorRef entity = gate.LastSender;
        for (int i = 0; i < 100; i++)
        {
            Send(region, "a", i.ToString());
        }

        ExpectNoMsg();
        entity.Tell(PoisonPill.Instance);
        ExpectMsg("started a");
        for (int i = 0; i < 100; i++)
        {
            ExpectMsg($"a: {i}");
        }
    }

    [Fact]
    public void An_entity_that_left_comes_back_with_the_next_message()
    {
        IActorRef region = Region();
        TestProbe gate = CreateTestProbe();
        Send(region, "a", "hello");
        ExpectMsg("started a");
        ExpectMsg("a: hello");
        IActorRef entity = Watch(LastSender);
        Send(region, "a", new Leave(gate));
        gate.ExpectMsg("stopping");
        entity.Tell(PoisonPill.Instance);
        ExpectTerminated(entity);
        AwaitCondition(() =>
        {
            Send(region, "a", "back");
            return ReceiveOne(TimeSpan.FromSeconds(1)) is "started a";
        });
        ExpectMsg("a: back");
    }

    [Fact]
    public void A_crashed_entity_restarts_and_keeps_what_waits()
    {
        IActorRef region = Region();
        Send(region, "a", "one");
        ExpectMsg("started a");
        ExpectMsg("a: one");
        EventFilter.Exception<InvalidOperationException>().ExpectOne(() =>
        {
            Send(region, "a", "crash");
            Send(region, "a", "two");
        });
        ExpectMsg("started a");
        ExpectMsg("a: two");
        Send(region, "b", "other");
        ExpectMsg("started b");
        ExpectMsg("b: other");
    }

    [Fact]
    public void An_entity_that_keeps_crashing_is_stopped_and_its_next_message_tries_afresh()
    {
        IActorRef region = Region();
        Send(region, "a", "one");
        ExpectMsg("started a");
        ExpectMsg("a: one");
        IActorRef first = Watch(LastSender);
        for (int i = 0; i < 11; i++)
        {
            Send(region, "a", "crash");
        }

        FishForMessage<Terminated>(one => one.ActorRef.Equals(first));
        AwaitCondition(() =>
        {
            Send(region, "a", "two");
            return ReceiveOne(TimeSpan.FromSeconds(1)) is "started a";
        });
        ExpectMsg("a: two");
        LastSender.ShouldNotBe(first);
    }

    [Fact]
    public void Each_entity_sees_the_order_of_its_sender()
    {
        IActorRef region = Region();
        const int Entities = 5;
        const int Count = 200;
        for (int i = 0; i < Count; i++)
        {
            for (int entity = 0; entity < Entities; entity++)
            {
                Send(region, $"e{entity}", i.ToString());
            }
        }

        List<string> got = [.. ReceiveN(Entities * (Count + 1)).Cast<string>()];
        for (int entity = 0; entity < Entities; entity++)
        {
            got.Where(one => one.StartsWith($"e{entity}: ", StringComparison.Ordinal)).ShouldBe(Enumerable.Range(0, Count).Select(i => $"e{entity}: {i}"));
        }
    }

    [Fact]
    public async Task What_no_longer_fits_while_an_entity_stops_goes_to_dead_letters()
    {
        IActorRef probe = TestActor;
        IActorRef region = ActorOf(Props.Create(() => new ShardRegion(id => Props.Create(() => new Entity(id, probe)), 2)));
        TestProbe gate = CreateTestProbe();
        Send(region, "a", "hello");
        ExpectMsg("started a");
        ExpectMsg("a: hello");
        Send(region, "a", new Leave(gate));
        gate.ExpectMsg("stopping");
        await EventFilter.DeadLetter<string>(one => one == "third").ExpectOneAsync(() =>
        {
            Send(region, "a", "first");
            Send(region, "a", "second");
            Send(region, "a", "third");
        });
        gate.LastSender.Tell(PoisonPill.Instance);
        ExpectMsg("started a");
        ExpectMsg("a: first");
        ExpectMsg("a: second");

        // The buffer is free again.
        Send(region, "a", "fourth");
        ExpectMsg("a: fourth");
    }

    private IActorRef Region()
    {
        IActorRef probe = TestActor;
        return ActorOf(ShardRegion.Props(id => Props.Create(() => new Entity(id, probe))));
    }

    private void Send(IActorRef region, string entity, object message) => region.Tell(new ShardingEnvelope(entity, message), TestActor);

    private sealed record Stop(IActorRef Gate);

    private sealed class Entity : ReceiveActor
    {
        public Entity(string id, IActorRef probe)
        {
            probe.Tell($"started {id}");
            Receive<string>(text =>
            {
                if (string.Equals(text, "crash", StringComparison.Ordinal))
                {
                    throw new InvalidOperationException("As asked.");
                }

                Sender.Tell($"{id}: {text}");
            });
            Receive<Leave>(leave => Context.Parent.Tell(new Passivate(new Stop(leave.Gate))));
            Receive<Stop>(stop => stop.Gate.Tell("stopping"));
        }
    }
}
