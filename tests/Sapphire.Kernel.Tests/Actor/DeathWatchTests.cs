using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Tests.Actor;

public sealed class DeathWatchTests : Sapphire.Kernel.TestKit.TestKit
{
    private sealed record WatchIt(IActorRef Who);

    private sealed record WatchItWith(IActorRef Who, object Message);

    private sealed record UnwatchIt(IActorRef Who);

    private sealed record Block(ManualResetEventSlim Gate) : INoSerializationVerificationNeeded;

    private sealed class Idle : UntypedActor
    {
        protected override void OnReceive(object message) => Unhandled(message);
    }

    private sealed class Watcher : ReceiveActor
    {
        public Watcher(IActorRef probe, bool handles)
        {
            Receive<WatchIt>(w =>
            {
                Context.Watch(w.Who);
                Sender.Tell("ok");
            });
            Receive<WatchItWith>(w =>
            {
                Context.WatchWith(w.Who, w.Message);
                Sender.Tell("ok");
            });
            Receive<UnwatchIt>(w =>
            {
                Context.Unwatch(w.Who);
                Sender.Tell("ok");
            });
            Receive<Block>(b =>
            {
                Sender.Tell("blocked");
                b.Gate.Wait(TimeSpan.FromSeconds(20));
            });
            Receive<ManualResetEventSlim>(gate => gate.Wait(TimeSpan.FromSeconds(20)));
            Receive<string>(s => probe.Tell(s));
            if (handles) Receive<Terminated>(t => probe.Tell($"ended {t.ActorRef.Path.Name}"));
        }
    }

    private IActorRef StartIdle() => Sys.ActorOf(Props.Create(() => new Idle()));

    private void Order(IActorRef watcher, object message)
    {
        watcher.Tell(message);
        ExpectMsg("ok");
    }

    [Fact]
    public void A_watcher_is_told_of_the_end()
    {
        IActorRef subject = StartIdle();
        Watch(subject);
        Sys.Stop(subject);
        Terminated t = ExpectTerminated(subject);
        t.ExistenceConfirmed.ShouldBeTrue();
        t.AddressTerminated.ShouldBeFalse();
    }

    [Fact]
    public void Watching_the_dead_tells_at_once_without_confirmation()
    {
        IActorRef subject = StartIdle();
        Watch(subject);
        Sys.Stop(subject);
        ExpectTerminated(subject);
        var second = CreateTestProbe();
        second.Watch(subject);
        second.ExpectTerminated(subject).ExistenceConfirmed.ShouldBeFalse();
    }

    [Fact]
    public void Watching_twice_tells_once()
    {
        IActorRef subject = StartIdle();
        Watch(subject);
        Watch(subject);
        Sys.Stop(subject);
        ExpectTerminated(subject);
        ExpectNoMsg();
    }

    [Fact]
    public void All_watchers_are_told()
    {
        IActorRef subject = StartIdle();
        var probes = Enumerable.Range(0, 5).Select(_ => CreateTestProbe()).ToList();
        probes.ForEach(p => p.Watch(subject));
        subject.Tell(PoisonPill.Instance);
        probes.ForEach(p => p.ExpectTerminated(subject));
    }

    [Fact]
    public void Unwatch_silences_also_a_notice_that_waits_in_the_mailbox()
    {
        var probe = CreateTestProbe();
        IActorRef subject = StartIdle();
        IActorRef watcher = Sys.ActorOf(Props.Create(() => new Watcher(probe.Ref, true)));
        Order(watcher, new WatchIt(subject));
        using var gate = new ManualResetEventSlim();
        watcher.Tell(gate);
        watcher.Tell(new UnwatchIt(subject));
        // The end of the subject is queued behind the message that unwatches it.
        Watch(subject);
        Sys.Stop(subject);
        ExpectTerminated(subject);
        gate.Set();
        ExpectMsg("ok");
        watcher.Tell("after");
        probe.ExpectMsg("after");
        probe.ExpectNoMsg();
    }

    [Fact]
    public void WatchWith_brings_its_own_message()
    {
        var probe = CreateTestProbe();
        IActorRef subject = StartIdle();
        IActorRef watcher = Sys.ActorOf(Props.Create(() => new Watcher(probe.Ref, false)));
        Order(watcher, new WatchItWith(subject, "gone"));
        Sys.Stop(subject);
        probe.ExpectMsg("gone");
    }

    [Fact]
    public void An_unhandled_notice_is_a_death_pact()
    {
        IActorRef subject = StartIdle();
        IActorRef watcher = Sys.ActorOf(Props.Create(() => new Watcher(TestActor, false)));
        Order(watcher, new WatchIt(subject));
        Watch(watcher);
        EventFilter.Exception<DeathPactException>().ExpectOne(() => Sys.Stop(subject));
        ExpectTerminated(watcher);
    }

    private sealed class Parent : ReceiveActor
    {
        public Parent(IActorRef probe)
        {
            IActorRef child = Context.Watch(Context.ActorOf(Props.Create(() => new Idle()), "child"));
            Receive<string>(_ => Context.Stop(child));
            Receive<Terminated>(t =>
            {
                // The name is free when the notice comes.
                Context.ActorOf(Props.Create(() => new Idle()), "child");
                probe.Tell(t.ActorRef);
            });
        }
    }

    [Fact]
    public void A_parent_that_watches_is_told_once_and_the_name_is_free()
    {
        IActorRef parent = Sys.ActorOf(Props.Create(() => new Parent(TestActor)));
        parent.Tell("stop");
        ExpectMsg<IActorRef>().Path.Name.ShouldBe("child");
        ExpectNoMsg();
    }

    [Fact]
    public void A_watcher_that_restarts_goes_on_watching()
    {
        var probe = CreateTestProbe();
        IActorRef subject = StartIdle();
        IActorRef watcher = Sys.ActorOf(Props.Create(() => new RestartingWatcher(probe.Ref)));
        watcher.Tell(new WatchIt(subject));
        ExpectMsg("ok");
        watcher.Tell("fail");
        Sys.Stop(subject);
        probe.ExpectMsg<IActorRef>().ShouldBe(subject);
    }

    private sealed class RestartingWatcher : ReceiveActor
    {
        public RestartingWatcher(IActorRef probe)
        {
            Receive<WatchIt>(w =>
            {
                Context.Watch(w.Who);
                Sender.Tell("ok");
            });
            Receive<string>(_ => throw new InvalidOperationException());
            Receive<Terminated>(t => probe.Tell(t.ActorRef));
        }
    }

    [Fact]
    public void An_actor_that_is_terminating_can_still_be_watched()
    {
        using var gate = new ManualResetEventSlim();
        IActorRef parent = Sys.ActorOf(Props.CreateBy(() => new SlowParent(gate)));
        parent.Tell("child");
        IActorRef child = ExpectMsg<IActorRef>();
        child.Tell("block");
        ExpectMsg("blocked");
        Sys.Stop(parent);
        Watch(parent);
        ExpectNoMsg(50);
        gate.Set();
        ExpectTerminated(parent);
    }

    private sealed class SlowParent : ReceiveActor
    {
        public SlowParent(ManualResetEventSlim gate) =>
            Receive<string>(_ => Sender.Tell(Context.ActorOf(Props.CreateBy(() => new Blocker(gate)))));
    }

    private sealed class Blocker(ManualResetEventSlim gate) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            Sender.Tell("blocked");
            gate.Wait(TimeSpan.FromSeconds(20));
        }
    }

    [Fact]
    public void Nobody_and_an_ended_probe_can_be_watched()
    {
        var probe = CreateTestProbe();
        Watch(probe);
        Sys.Stop(probe);
        ExpectTerminated(probe);
        Watch(ActorRefs.Nobody);
        ExpectMsg<Terminated>().ActorRef.ShouldBe(ActorRefs.Nobody);
    }

    /// <summary>Stashes notices until it is told to look at them.</summary>
    private sealed class Postponing : ReceiveActor, IWithUnboundedStash
    {
        public Postponing(IActorRef probe)
        {
            Receive<WatchIt>(w =>
            {
                Context.Watch(w.Who);
                Sender.Tell("ok");
            });
            Receive<WatchItWith>(w =>
            {
                Context.WatchWith(w.Who, w.Message);
                Sender.Tell("ok");
            });
            Receive<string>(s => s == "look", _ =>
            {
                // As itself the notice would be for the probe, which does not watch.
                Become(() => ReceiveAny(m => probe.Tell(m is Terminated t ? ("ended", t.ActorRef) : m)));
                Stash.UnstashAll();
            });
            Receive<string>(s => s == "fail", _ => throw new InvalidOperationException());
            ReceiveAny(m =>
            {
                Stash.Stash();
                probe.Tell("stashed");
            });
        }

        public IStash Stash { get; set; } = null!;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_stashed_notice_comes_again_also_after_a_restart(bool restart)
    {
        IActorRef subject = StartIdle();
        IActorRef watcher = Sys.ActorOf(Props.Create(() => new Postponing(TestActor)));
        Order(watcher, new WatchIt(subject));
        Sys.Stop(subject);
        ExpectMsg("stashed");
        if (restart)
        {
            EventFilter.Exception<InvalidOperationException>().ExpectOne(() => watcher.Tell("fail"));
            ExpectMsg("stashed");
        }

        watcher.Tell("look");
        ExpectMsg(("ended", subject));
        ExpectNoMsg(20);
    }

    [Fact]
    public void A_stashed_message_of_WatchWith_comes_again_as_itself()
    {
        IActorRef subject = StartIdle();
        IActorRef watcher = Sys.ActorOf(Props.Create(() => new Postponing(TestActor)));
        Order(watcher, new WatchItWith(subject, 42));
        Sys.Stop(subject);
        ExpectMsg("stashed");
        watcher.Tell("look");
        ExpectMsg(42);
    }

    [Fact]
    public void Watching_again_with_another_message_is_refused_and_the_first_stays()
    {
        IActorRef subject = StartIdle();
        IActorRef probe = TestActor;
        IActorRef watcher = Sys.ActorOf(Props.Create(() => new Contradicting(probe, subject)));
        watcher.Tell("go");
        ReceiveN(3).ShouldAllBe(m => m is InvalidOperationException);
        Sys.Stop(subject);
        ExpectMsg("one");
        ExpectNoMsg(20);
    }

    private sealed class Contradicting : ReceiveActor
    {
        public Contradicting(IActorRef probe, IActorRef subject)
        {
            Receive<string>(s => s == "go", _ =>
            {
                Context.WatchWith(subject, "one");
                // The same again is no contradiction.
                Context.WatchWith(subject, "one");
                probe.Tell(Should.Throw<InvalidOperationException>(() => Context.WatchWith(subject, "two")));
                probe.Tell(Should.Throw<InvalidOperationException>(() => Context.Watch(subject)));
                Context.Unwatch(subject);
                Context.Watch(subject);
                probe.Tell(Should.Throw<InvalidOperationException>(() => Context.WatchWith(subject, "one")));
                Context.Unwatch(subject);
                Context.WatchWith(subject, "one");
            });
            ReceiveAny(probe.Tell);
        }
    }

    [Fact]
    public void An_actor_that_watches_itself_is_told_nothing()
    {
        IActorRef self = Sys.ActorOf(Props.Create(() => new SelfWatcher()));
        Watch(self);
        self.Tell("go");
        ExpectMsg("watching");
        Sys.Stop(self);
        ExpectTerminated(self);
    }

    private sealed class SelfWatcher : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            Context.Watch(Self);
            Sender.Tell("watching");
        }
    }

    [Fact]
    public void The_exception_of_a_death_pact_names_the_dead()
    {
        IActorRef subject = StartIdle();
        new DeathPactException(subject).DeadActor.ShouldBe(subject);
        SupervisorStrategy.DefaultDecider.Decide(new DeathPactException(subject)).ShouldBe(Directive.Stop);
    }

    [Fact]
    public void Watched_anew_while_the_notice_waits_there_is_one_notice_with_the_first_message()
    {
        using var gate = new ManualResetEventSlim();
        IActorRef subject = StartIdle();
        IActorRef watcher = Sys.ActorOf(Props.Create(() => new Watcher(TestActor, true)));
        Order(watcher, new WatchItWith(subject, "one"));
        watcher.Tell(new Block(gate));
        ExpectMsg("blocked");
        Watch(subject);
        Sys.Stop(subject);
        ExpectTerminated(subject);
        // Queued before the notice, which comes when the gate opens, and handled after the end is known.
        watcher.Tell(new WatchItWith(subject, "two"));
        gate.Set();
        ExpectMsgAllOf("ok", "one");
        ExpectNoMsg(50);
    }
}
