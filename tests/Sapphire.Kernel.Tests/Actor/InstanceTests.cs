using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Tests.Dispatch;

namespace Sapphire.Kernel.Tests.Actor;

/// <summary>The two ends of an instance: nothing comes before it is made, and nothing of it is left.</summary>
public sealed class InstanceTests : Sapphire.Kernel.TestKit.TestKit
{
    private sealed class LateParent(IActorRef probe) : ReceiveActor
    {
        protected override void PostStop() => probe.Tell(Record.Exception(() => Context.ActorOf(Props.Empty))?.GetType().Name ?? "made");
    }

    [Fact]
    public void An_actor_that_ends_can_have_no_child_that_nobody_would_stop()
    {
        Sys.ActorOf(Props.CreateBy(() => new LateParent(TestActor))).Tell(PoisonPill.Instance);
        ExpectMsg(nameof(InvalidOperationException));
    }

    private sealed class Early : ReceiveActor
    {
        public Early(IActorRef probe)
        {
            probe.Tell("made");
            ReceiveAny(m => probe.Tell(m));
        }
    }

    [Fact]
    public void An_actor_is_made_before_its_first_message_whoever_sends_that()
    {
        // In the tree, so that others may find it, but not started yet.
        var hand = new HandDispatcher("hand");
        using ActorSystem system = ActorSystem.Create("early", new ActorSystemSetup { Dispatchers = [hand] });
        var early = new LocalActorRef(system.UserGuardian.Path / "early");
        var cell = new ActorCell(system, early, system.UserGuardian, Props.Create(() => new Early(TestActor)).WithDispatcher("hand"));
        early.Tell("a");
        hand.RunAll();
        cell.Start();
        hand.RunAll();
        ExpectMsg("made");
        ExpectMsg("a");
    }

    private sealed class Keeper(IActorRef probe) : ReceiveActor
    {
        public void Report(string text) => probe.Tell(text);

        protected override void PostStop() => Report("postStop");

        protected override void Unhandled(object message) => throw new InvalidOperationException();
    }

    private sealed class Lender(IActorRef probe) : IIndirectActorProducer
    {
        public Type ActorType => typeof(Keeper);

        public ActorBase Produce() => new Keeper(probe);

        public void Release(ActorBase actor)
        {
            ((Keeper)actor).Report("released");
            throw new InvalidOperationException("A producer that fails costs nobody anything.");
        }
    }

    [Fact]
    public void A_producer_gets_back_each_instance_that_has_ended()
    {
        IActorRef actor = Sys.ActorOf(Props.CreateBy(new Lender(TestActor)));
        actor.Tell("fail");
        ExpectMsg("postStop");
        ExpectMsg("released");
        Watch(actor);
        actor.Tell(PoisonPill.Instance);
        ExpectMsg("postStop");
        ExpectMsg("released");
        ExpectTerminated(actor);
    }

    private sealed class Disposed(IActorRef probe) : ReceiveActor, IDisposable
    {
        public void Dispose() => probe.Tell("disposed");

        protected override void PostStop() => probe.Tell("postStop");

        protected override void Unhandled(object message) => throw new InvalidOperationException();
    }

    [Fact]
    public void An_instance_that_has_ended_is_disposed_of()
    {
        IActorRef actor = Sys.ActorOf(Props.CreateBy(() => new Disposed(TestActor)));
        actor.Tell("fail");
        ExpectMsg("postStop");
        ExpectMsg("disposed");
        Watch(actor);
        actor.Tell(PoisonPill.Instance);
        ExpectMsg("postStop");
        ExpectMsg("disposed");
        ExpectTerminated(actor);
    }
}
