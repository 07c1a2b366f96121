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
    public void It_tells_which_entities_are_active()
    {
        IActorRef region = Region();
        region.Tell(new ShardingEnvelope("a", "one"));
        region.Tell(new ShardingEnvelope("b", "one"));
        string[] begun = [ExpectMsg<string>(), ExpectMsg<string>()];
        begun.ShouldBe(["a one", "b one"], ignoreOrder: true);
        region.Tell(GetEntities.Instance, TestActor);
        ExpectMsg<Entities>().Refs.Select(e => e.Path.Name).ShouldBe(["a", "b"], ignoreOrder: true);
    }
}
