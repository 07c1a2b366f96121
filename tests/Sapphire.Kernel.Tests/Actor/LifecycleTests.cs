using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Tests.Actor;

public sealed partial class LifecycleTests : Sapphire.Kernel.TestKit.TestKit
{
    private sealed record Fail(string Text = "boom");

    private sealed record Event(string Text);

    private sealed class Reporter : ReceiveActor
    {
        private readonly IActorRef _probe;
        private int _count;

        public Reporter(IActorRef probe)
        {
            _probe = probe;
            probe.Tell("ctor");
            Receive<Fail>(f => throw new InvalidOperationException(f.Text));
            Receive<string>(s => _probe.Tell($"{s}{_count++}"));
        }

        protected override void PreStart()
        {
            _probe.Tell("preStart");
            base.PreStart();
        }

        protected override void PostStop()
        {
            _probe.Tell("postStop");
            base.PostStop();
        }

        protected override void PreRestart(Exception reason, object? message)
        {
            _probe.Tell($"preRestart {reason.Message} {message?.GetType().Name}");
            base.PreRestart(reason, message);
        }

        protected override void PostRestart(Exception reason)
        {
            _probe.Tell($"postRestart {reason.Message}");
            base.PostRestart(reason);
        }
    }

    [Fact]
    public void Hooks_run_in_Akkas_order_over_start_restart_and_stop()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Reporter(TestActor)));
        ExpectMsg("ctor");
        ExpectMsg("preStart");
        actor.Tell(new Fail());
        ExpectMsg("preRestart boom Fail");
        ExpectMsg("postStop");
        ExpectMsg("ctor");
        ExpectMsg("postRestart boom");
        ExpectMsg("preStart");
        Sys.Stop(actor);
        ExpectMsg("postStop");
    }

    [Fact]
    public void A_restart_keeps_reference_and_mailbox_and_drops_state_and_the_failing_message()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Reporter(TestActor)));
        actor.Tell("a");
        actor.Tell("b");
        actor.Tell(new Fail());
        actor.Tell("c");
        FishForMessage<string>(m => m == "a0");
        ExpectMsg("b1");
        FishForMessage<string>(m => m == "c0");
        ExpectNoMsg();
    }

    [Fact]
    public void The_constructor_failing_stops_the_actor_by_default()
    {
        IActorRef actor = Sys.ActorOf(Props.CreateBy<Reporter>(() => throw new InvalidOperationException("no device")));
        Watch(actor);
        ExpectTerminated(actor);
    }

    [Fact]
    public void A_failure_to_start_says_why()
    {
        EventFilter.Exception<ActorInitializationException>(contains: "no device").ExpectOne(
            () => Sys.ActorOf(Props.CreateBy<Reporter>(() => throw new InvalidOperationException("no device"))));
    }

    private sealed class FailsInPreStart : UntypedActor
    {
        private readonly IActorRef _probe;

        public FailsInPreStart(IActorRef probe) => _probe = probe;

        protected override void PreStart() => throw new InvalidOperationException("no");

        protected override void PostStop() => _probe.Tell("postStop");

        protected override void OnReceive(object message) => _probe.Tell(message);
    }

    [Fact]
    public void PreStart_failing_stops_the_actor_without_PostStop_and_sends_its_mail_to_the_dead_letters()
    {
        var letters = CreateTestProbe();
        Sys.EventStream.Subscribe<Sapphire.Kernel.Event.DeadLetter>(letters);
        IActorRef actor = Sys.ActorOf(Props.Create(() => new FailsInPreStart(TestActor)));
        actor.Tell(new Event("lost"));
        letters.ExpectMsg<Sapphire.Kernel.Event.DeadLetter>(d => d.Message.ShouldBe(new Event("lost")));
        ExpectNoMsg();
    }

    private sealed class Parent : ReceiveActor
    {
        public Parent(IActorRef probe, bool keepChildren)
        {
            _keep = keepChildren;
            Receive<Props>(p => Sender.Tell(Context.ActorOf(p, "child")));
            Receive<Fail>(f => throw new InvalidOperationException(f.Text));
            Receive<string>(_ => Sender.Tell(Context.GetChildren().Count));
            probe.Tell("parent");
        }

        private readonly bool _keep;

        protected override void PreRestart(Exception reason, object? message)
        {
            if (!_keep) base.PreRestart(reason, message);
        }
    }

    [Fact]
    public void A_restart_stops_the_children_first_and_frees_their_names()
    {
        IActorRef parent = Sys.ActorOf(Props.Create(() => new Parent(TestActor, false)));
        ExpectMsg("parent");
        var events = CreateTestProbe();
        parent.Tell(Props.Create(() => new Reporter(events.Ref)));
        IActorRef child = ExpectMsg<IActorRef>();
        events.ExpectMsg("ctor");
        events.ExpectMsg("preStart");
        parent.Tell(new Fail());
        events.ExpectMsg("postStop");
        ExpectMsg("parent");
        parent.Tell(Props.Create(() => new Reporter(events.Ref)));
        IActorRef second = ExpectMsg<IActorRef>();
        second.Path.ShouldBe(child.Path);
        second.ShouldNotBe(child);
    }

    [Fact]
    public void A_restart_that_keeps_its_children_restarts_them_too()
    {
        IActorRef parent = Sys.ActorOf(Props.Create(() => new Parent(TestActor, true)));
        ExpectMsg("parent");
        var events = CreateTestProbe();
        parent.Tell(Props.Create(() => new Reporter(events.Ref)));
        IActorRef child = ExpectMsg<IActorRef>();
        events.ExpectMsg("ctor");
        events.ExpectMsg("preStart");
        parent.Tell(new Fail());
        events.ExpectMsg("preRestart boom ");
        events.ExpectMsg("postStop");
        events.ExpectMsg("ctor");
        events.ExpectMsg("postRestart boom");
        events.ExpectMsg("preStart");
        child.Tell("x");
        events.ExpectMsg("x0");
    }

    [Fact]
    public void Stop_ends_children_before_their_parent()
    {
        IActorRef parent = Sys.ActorOf(Props.Create(() => new Parent(TestActor, false)), "parent");
        ExpectMsg("parent");
        parent.Tell(Props.Create(() => new Reporter(TestActor)));
        FishForMessage<string>(m => m == "preStart");
        Watch(parent);
        Sys.Stop(parent);
        FishForMessage(m => m is "postStop");
        ExpectTerminated(parent);
    }

    [Fact]
    public void Names_are_unique_valid_and_free_again_after_the_end()
    {
        IActorRef a = Sys.ActorOf(Props.Create(() => new Reporter(ActorRefs.Nobody)), "one");
        Should.Throw<InvalidActorNameException>(() => Sys.ActorOf(Props.Create(() => new Reporter(ActorRefs.Nobody)), "one")).Message.ShouldContain("one");
        Should.Throw<InvalidActorNameException>(() => Sys.ActorOf(Props.Create(() => new Reporter(ActorRefs.Nobody)), "a/b"));
        Should.Throw<InvalidActorNameException>(() => Sys.ActorOf(Props.Create(() => new Reporter(ActorRefs.Nobody)), "$x"));
        Should.Throw<InvalidActorNameException>(() => Sys.ActorOf(Props.Create(() => new Reporter(ActorRefs.Nobody)), ""));
        Watch(a);
        Sys.Stop(a);
        ExpectTerminated(a);
        AwaitAssert(() => Sys.ActorOf(Props.Create(() => new Reporter(ActorRefs.Nobody)), "one").Path.ShouldBe(a.Path));
    }

    [Fact]
    public void An_actor_made_with_new_is_refused() =>
        Should.Throw<ActorInitializationException>(() => new Reporter(TestActor)).Message.ShouldContain("ActorOf");

    [Fact]
    public void PoisonPill_stops_after_the_mail_before_it_and_Stop_before_it()
    {
        var letters = CreateTestProbe();
        Sys.EventStream.Subscribe<Sapphire.Kernel.Event.DeadLetter>(letters);
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Reporter(TestActor)));
        actor.Tell("a");
        actor.Tell(PoisonPill.Instance);
        actor.Tell("late");
        FishForMessage<string>(m => m == "a0");
        ExpectMsg("postStop");
        letters.ExpectMsg<Sapphire.Kernel.Event.DeadLetter>(d => d.Message.ShouldBe("late"));
    }

    [Fact]
    public void Kill_fails_the_actor_which_stops_by_default()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Reporter(TestActor)));
        Watch(actor);
        EventFilter.Exception<ActorKilledException>().ExpectOne(() => actor.Tell(Kill.Instance));
        FishForMessage<Terminated>(t => t.ActorRef.Equals(actor));
    }

    [Fact]
    public async Task GracefulStop_awaits_the_end_and_reports_a_stop_that_takes_too_long()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Reporter(TestActor)));
        (await actor.GracefulStop(TimeSpan.FromSeconds(20))).ShouldBeTrue();
        await FishForMessageAsync<string>(m => m == "postStop");
        IActorRef deaf = Sys.ActorOf(Props.Create(() => new Reporter(TestActor)));
        (await deaf.GracefulStop(TimeSpan.FromMilliseconds(50), new Event("please"))).ShouldBeFalse();
    }

    private sealed class ThrowsInPostRestart : ReceiveActor
    {
        public ThrowsInPostRestart() => Receive<Fail>(f => throw new InvalidOperationException(f.Text));

        protected override void PostRestart(Exception reason) => throw new NotSupportedException("again");
    }

    [Fact]
    public void A_restart_that_fails_stops_the_actor_by_default()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new ThrowsInPostRestart()));
        Watch(actor);
        EventFilter.Exception<PostRestartException>(contains: "again").ExpectOne(() => actor.Tell(new Fail()));
        ExpectTerminated(actor);
    }

    private sealed class ThrowsInPostStop : ReceiveActor
    {
        public ThrowsInPostStop() => ReceiveAny(_ => { });

        protected override void PostStop() => throw new NotSupportedException("late");
    }

    [Fact]
    public void A_failing_PostStop_is_logged_and_the_actor_ends()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new ThrowsInPostStop()));
        Watch(actor);
        EventFilter.Exception<NotSupportedException>("late").ExpectOne(() => Sys.Stop(actor));
        ExpectTerminated(actor);
    }

    [Fact]
    public async Task A_system_ends_its_tree_and_refuses_new_actors()
    {
        var system = ActorSystem.Create("short");
        IActorRef actor = system.ActorOf(Props.Create(() => new Reporter(TestActor)));
        bool called = false;
        system.RegisterOnTermination(() => called = true);
        await system.Terminate().WaitAsync(TimeSpan.FromSeconds(20));
        system.WhenTerminated.IsCompletedSuccessfully.ShouldBeTrue();
        called.ShouldBeTrue();
        await FishForMessageAsync<string>(m => m == "postStop");
        Should.Throw<InvalidOperationException>(() => system.ActorOf(Props.Create(() => new Reporter(TestActor))));
        actor.Tell("nothing happens");
        await ExpectNoMsgAsync();
    }

    [Fact]
    public void A_null_message_is_refused() => Should.Throw<InvalidMessageException>(() => TestActor.Tell(null!));

    [Fact]
    public void Context_outside_an_actor_says_what_to_do()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new CallsBackLater()));
        actor.Tell("go");
        ExpectMsg<NotSupportedException>().Message.ShouldContain("active actor context");
    }
}
