using Sapphire.Cluster.Sharding;
using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Tests.Sharding;

public sealed class ShardRegionTests : Sapphire.Kernel.TestKit.TestKit
{
    private sealed class Entity : ReceiveActor
    {
        public Entity(string id, IActorRef probe)
        {
            Receive<string>(text => text == "passivate", _ => Context.Parent.Tell(new Passivate("stop")));
            Receive<string>(text => text == "stop", _ =>
            {
                probe.Tell($"{id} stores");
                Context.Stop(Self);
            });
            Receive<string>(text => probe.Tell($"{id} {text}"));
        }
    }

    private IActorRef Region() => Sys.ActorOf(ShardRegion.Props(id => Props.Create(() => new Entity(id, TestActor))));

    [Fact]
    public void An_entity_is_made_by_its_first_message_and_again_after_it_passivated()
    {
        IActorRef region = Region();
        region.Tell(new ShardingEnvelope("a", "one"));
        region.Tell(new ShardingEnvelope("a", "passivate"));
        region.Tell(new ShardingEnvelope("a", "two"));
        ExpectMsg("a one");
        string[] rest = [ExpectMsg<string>(), ExpectMsg<string>()];
        rest.ShouldBe(["a stores", "a two"], ignoreOrder: true);
    }

    [Fact]
    public void A_graceful_shutdown_lets_every_entity_store_and_then_ends()
    {
        IActorRef region = Region();
        Watch(region);
        region.Tell(new ShardingEnvelope("a", "one"));
        region.Tell(new ShardingEnvelope("b", "one"));
        string[] begun = [ExpectMsg<string>(), ExpectMsg<string>()];
        begun.ShouldBe(["a one", "b one"], ignoreOrder: true);
        region.Tell(new GracefulShutdown("stop"));
        region.Tell(new ShardingEnvelope("c", "too late"));
        string[] stored = [ExpectMsg<string>(), ExpectMsg<string>()];
        stored.ShouldBe(["a stores", "b stores"], ignoreOrder: true);
        ExpectTerminated(region);
        ExpectNoMsg();
    }

    [Fact]
    public void A_region_without_entities_ends_at_once()
    {
        IActorRef region = Region();
        Watch(region);
        region.Tell(new GracefulShutdown("stop"));
        ExpectTerminated(region);
    }
}
