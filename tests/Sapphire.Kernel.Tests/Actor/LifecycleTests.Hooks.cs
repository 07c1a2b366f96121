using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Tests.Actor;

/// <summary>The hooks around the hooks, and what the context tells.</summary>
public sealed partial class LifecycleTests
{
    private sealed class CallsBackLater : ReceiveActor
    {
        public CallsBackLater() => Receive<string>(_ =>
        {
            IActorRef sender = Sender;
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    try
                    {
                        Context.GetChildren();
                    }
                    catch (NotSupportedException ex)
                    {
                        sender.Tell(ex);
                    }
                },
                null);
        });
    }

    /// <summary>Tells of each hook, the ones around included.</summary>
    private sealed class Hooks(IActorRef probe) : UntypedActor
    {
        public override void AroundPreStart()
        {
            probe.Tell("around PreStart");
            base.AroundPreStart();
        }

        public override void AroundPreRestart(Exception cause, object? message)
        {
            probe.Tell("around PreRestart");
            base.AroundPreRestart(cause, message);
        }

        public override void AroundPostRestart(Exception cause, object? message)
        {
            probe.Tell("around PostRestart");
            base.AroundPostRestart(cause, message);
        }

        public override void AroundPostStop()
        {
            probe.Tell("around PostStop");
            base.AroundPostStop();
        }

        protected internal override bool AroundReceive(Receive receive, object message)
        {
            probe.Tell("around Receive");
            return base.AroundReceive(receive, message);
        }

        protected override void PreStart()
        {
            probe.Tell("PreStart");
            base.PreStart();
        }

        protected override void PreRestart(Exception reason, object? message)
        {
            probe.Tell(("PreRestart", reason.GetType(), message));
            base.PreRestart(reason, message);
        }

        protected override void PostRestart(Exception reason)
        {
            probe.Tell(("PostRestart", reason.GetType()));
            base.PostRestart(reason);
        }

        protected override void PostStop()
        {
            probe.Tell("PostStop");
            base.PostStop();
        }

        protected override void OnReceive(object message) => throw new FormatException();
    }

    [Fact]
    public void Hooks_run_within_those_around_them_and_defaults_call_each_other()
    {
        var probe = CreateTestProbe();
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Hooks(probe.Ref)));
        actor.Tell("boom");
        probe.ReceiveN(9).ShouldBe(
        [
            "around PreStart",
            "PreStart",
            "around Receive",
            "around PreRestart",
            ("PreRestart", typeof(FormatException), (object?)"boom"),
            "PostStop",
            "around PostRestart",
            ("PostRestart", typeof(FormatException)),
            "PreStart",
        ]);
        Sys.Stop(actor);
        probe.ReceiveN(2).ShouldBe(["around PostStop", "PostStop"]);
        probe.ExpectNoMsg(20);
    }

    private sealed class FailsInPreRestart(IActorRef probe) : UntypedActor
    {
        protected override void PreRestart(Exception reason, object? message) => throw new InvalidOperationException("in PreRestart");

        protected override void PostRestart(Exception reason) => probe.Tell("restarted");

        protected override void OnReceive(object message) => throw new FormatException();
    }

    [Fact]
    public void A_failing_PreRestart_is_logged_and_the_restart_goes_on()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new FailsInPreRestart(TestActor)));
        EventFilter.Exception<PreRestartException>().ExpectOne(() =>
        {
            actor.Tell("boom");
            ExpectMsg("restarted");
        });
        var ex = new PreRestartException(actor, new InvalidOperationException(), new FormatException(), "m");
        ex.RestartException.ShouldBeOfType<InvalidOperationException>();
        ex.OptionalMessage.ShouldBe("m");
        ex.Actor.ShouldBe(actor);
    }

    private sealed class Nested : ReceiveActor
    {
        public Nested() => Receive<int>(depth =>
        {
            if (depth > 0) Context.ActorOf<Nested>("n").Forward(depth - 1);
            else Sender.Tell(Self.Path.ToStringWithoutAddress());
        });
    }

    [Fact]
    public void Any_factory_creates_an_actor_without_arguments()
    {
        Sys.ActorOf<Nested>("n").Tell(2);
        ExpectMsg("/user/n/n/n");
    }

    private sealed class Empty : ActorBase
    {
        protected override bool Receive(object message)
        {
            Become(EmptyReceive);
            return true;
        }
    }

    [Fact]
    public void The_empty_behaviour_knows_no_message()
    {
        IActorRef actor = Sys.ActorOf<Empty>();
        actor.Tell("become");
        EventFilter.Custom<Sapphire.Kernel.Event.UnhandledMessage>().ExpectOne(() => actor.Tell("what"));
    }

    private sealed class Informed : ReceiveActor
    {
        public Informed() => ReceiveAny(_ =>
        {
            SetReceiveTimeout(TimeSpan.FromSeconds(7));
            Sender.Tell((Context.ReceiveTimeout, Context.Dispatcher.Id, Context.Parent.Path.Name, Context.System.Name, Context.Props.Type));
        });
    }

    [Fact]
    public void The_context_tells_where_the_actor_is_and_what_holds_for_it()
    {
        Sys.ActorOf<Informed>().Tell("x");
        var (timeout, dispatcher, parent, system, type) = ExpectMsg<(TimeSpan?, string, string, string, Type)>();
        timeout.ShouldBe(TimeSpan.FromSeconds(7));
        dispatcher.ShouldNotBeNullOrEmpty();
        (parent, system, type).ShouldBe(("user", Sys.Name, typeof(Informed)));
    }
}
