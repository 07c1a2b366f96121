using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Pattern;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Kernel.Tests.Actor;

public sealed class FsmTests : Sapphire.Kernel.TestKit.TestKit
{
    private readonly ManualTimeProvider _time;

    public FsmTests()
        : this(new ManualTimeProvider())
    {
    }

    private FsmTests(ManualTimeProvider time)
        : base(null, time) => _time = time;

    private enum Place
    {
        Hall,
        Kitchen,
        Cellar,
        Nowhere,
    }

    /// <summary>A machine that each test declares; what it is sent as an action it does, in its own handler.</summary>
    private sealed class Machine : FSM<Place, int>
    {
        public Machine(Action<Machine> declare) => declare(this);

        public State<Place, int>? Do(Event<int> e) => e.FsmEvent is Func<Machine, State<Place, int>> step ? step(this) : null;

        public IActorRef Asker => Sender;

        public IActorRef Me => Self;

        public IActorContext Where => Context;

        public static State<Place, int>? Nothing(Event<int> e) => null;
    }

    private static Func<Machine, FSMBase.State<Place, int>> Step(Func<Machine, FSMBase.State<Place, int>> step) => step;

    private static TimeSpan S(double s) => TimeSpan.FromSeconds(s);

    private IActorRef Start(Action<Machine> declare, string? name = null) => Sys.ActorOf(Props.Create(() => new Machine(declare)), name);

    /// <summary>A hall and a kitchen; "go" leads on, "where" is answered with place and data.</summary>
    private static void House(Machine m)
    {
        m.StartWith(Place.Hall, 1);
        m.When(Place.Hall, e => m.Do(e) ?? (e.FsmEvent is "go" ? m.GoTo(Place.Kitchen) : null));
        m.When(Place.Kitchen, e => m.Do(e) ?? (e.FsmEvent is "go" ? m.GoTo(Place.Hall) : null));
        m.WhenUnhandled(e => e.FsmEvent is "where" ? m.Stay().Replying((m.StateName, m.StateData)) : null);
        m.Initialize();
    }

    private (Place Place, int Data) Where(IActorRef machine)
    {
        machine.Tell("where");
        return ExpectMsg<(Place, int)>();
    }

    // A reply goes out before the time of the state it leads to begins. This is no event to the machine.
    private void Settle(IActorRef machine)
    {
        machine.Tell(new Identify(null));
        ExpectMsg<ActorIdentity>();
    }

    private static void Order(IActorRef machine, Func<Machine, FSMBase.State<Place, int>> step) => machine.Tell(Step(step));

    [Fact]
    public void GoTo_changes_the_state_and_keeps_the_data_unless_Using_gives_other()
    {
        IActorRef machine = Start(House);
        machine.Tell("go");
        Where(machine).ShouldBe((Place.Kitchen, 1));
        Order(machine, m => m.GoTo(Place.Hall).Using(7));
        Where(machine).ShouldBe((Place.Hall, 7));
        Order(machine, m => m.Stay().Using(8));
        Where(machine).ShouldBe((Place.Hall, 8));
    }

    [Fact]
    public void Replies_go_to_the_sender_in_the_order_of_the_calls_before_the_transition()
    {
        IActorRef machine = Start(m =>
        {
            House(m);
            m.OnTransition((_, to) =>
            {
                if (to == Place.Kitchen) m.Asker.Tell("moved");
            });
        });
        Order(machine, m => m.GoTo(Place.Kitchen).Replying("first").Replying("second"));
        ReceiveN(3).ShouldBe(["first", "second", "moved"]);
    }

    [Fact]
    public void Functions_of_one_state_are_tried_in_order_then_WhenUnhandled()
    {
        IActorRef machine = Start(m =>
        {
            m.StartWith(Place.Hall, 0);
            m.When(Place.Hall, e => e.FsmEvent is "a" or "b" ? m.Stay().Replying("one") : null);
            m.When(Place.Hall, e => e.FsmEvent is "b" or "c" ? m.Stay().Replying("two") : null);
            m.WhenUnhandled(_ => m.Stay().Replying("unhandled"));
            m.Initialize();
        });
        foreach (string s in (string[])["a", "b", "c", "d"]) machine.Tell(s);
        ReceiveN(4).ShouldBe(["one", "one", "two", "unhandled"]);
    }

    [Fact]
    public void An_event_that_nobody_knows_is_a_warning_and_the_state_stays()
    {
        IActorRef machine = Start(House);
        EventFilter.Warning(message: "unhandled event what in state Hall").ExpectOne(() => machine.Tell("what"));
        Where(machine).ShouldBe((Place.Hall, 1));
    }

    [Fact]
    public void Transition_handlers_run_for_GoTo_also_to_the_same_state_but_not_for_Stay()
    {
        IActorRef probe = TestActor;
        IActorRef machine = Start(m =>
        {
            m.OnTransition((from, to) => probe.Tell((from, to)));
            House(m);
        });
        // The first state is entered from itself.
        ExpectMsg((Place.Hall, Place.Hall));
        Order(machine, m => m.Stay());
        Order(machine, m => m.GoTo(Place.Hall));
        ExpectMsg((Place.Hall, Place.Hall));
        machine.Tell("go");
        ExpectMsg((Place.Hall, Place.Kitchen));
        ExpectNoMsg(20);
    }

    [Fact]
    public void A_transition_handler_sees_the_data_before_and_after_and_NextStateData_is_nowhere_else()
    {
        IActorRef probe = TestActor;
        IActorRef machine = Start(m =>
        {
            House(m);
            m.OnTransition((_, _) => probe.Tell((m.StateData, m.NextStateData)));
        });
        Order(machine, m => m.GoTo(Place.Kitchen).Using(5));
        ExpectMsg((1, 5));
        Order(machine, m => m.Stay().Replying(Should.Throw<InvalidOperationException>(() => m.NextStateData).Message));
        ExpectMsg<string>().ShouldContain("OnTransition");
    }

    [Fact]
    public void Subscribers_get_the_current_state_then_each_transition_until_they_unsubscribe_or_end()
    {
        var other = CreateTestProbe();
        IActorRef machine = Start(m =>
        {
            House(m);
            m.WhenUnhandled(e => e.FsmEvent is Terminated t ? m.Stay().Replying(t.ActorRef) : null);
        });
        machine.Tell(new FSMBase.SubscribeTransitionCallBack(TestActor));
        ExpectMsg(new FSMBase.CurrentState<Place>(machine, Place.Hall));
        machine.Tell(new FSMBase.SubscribeTransitionCallBack(other.Ref));
        other.ExpectMsg(new FSMBase.CurrentState<Place>(machine, Place.Hall));
        machine.Tell("go");
        ExpectMsg(new FSMBase.Transition<Place>(machine, Place.Hall, Place.Kitchen));
        other.ExpectMsg(new FSMBase.Transition<Place>(machine, Place.Hall, Place.Kitchen));
        machine.Tell(new FSMBase.UnsubscribeTransitionCallBack(TestActor));
        machine.Tell("go");
        other.ExpectMsg<FSMBase.Transition<Place>>();
        ExpectNoMsg(20);

        // The machine answers the Terminated of its listener with the reference: then it knows.
        EventFilter.DeadLetter<IActorRef>().ExpectOne(() => Sys.Stop(other));

        // A listener that has ended costs nothing: no dead letter, and the machine goes on.
        EventFilter.DeadLetter<FSMBase.Transition<Place>>().Expect(0, () => machine.Tell("go"));
    }

    [Fact]
    public void A_state_times_out_after_its_own_time_without_any_event()
    {
        IActorRef probe = TestActor;
        IActorRef machine = Start(m =>
        {
            m.StartWith(Place.Hall, 0);
            m.When(Place.Hall, e => e.FsmEvent is FSMBase.StateTimeout ? m.GoTo(Place.Kitchen) : m.Stay().Replying("ok"), S(10));
            m.When(Place.Kitchen, Machine.Nothing);
            m.OnTransition((from, to) => probe.Tell((from, to)));
            m.Initialize();
        });
        ExpectMsg((Place.Hall, Place.Hall));
        _time.Advance(S(9));
        // An event begins the time anew.
        machine.Tell("event");
        ExpectMsg("ok");
        Settle(machine);
        _time.Advance(S(9));
        ExpectNoMsg(20);
        _time.Advance(S(1));
        ExpectMsg((Place.Hall, Place.Kitchen));
    }

    [Fact]
    public void ForMax_and_SetStateTimeout_replace_the_states_own_time()
    {
        IActorRef machine = Start(m =>
        {
            m.StartWith(Place.Hall, 0);
            m.When(Place.Hall, m.Do);
            m.When(Place.Kitchen, m.Do, S(100));
            m.WhenUnhandled(e => e.FsmEvent is FSMBase.StateTimeout ? m.GoTo(Place.Hall).Using(m.StateData + 1) : m.Stay().Replying((m.StateName, m.StateData)));
            m.Initialize();
        });
        Order(machine, m => m.GoTo(Place.Kitchen).ForMax(S(1)).Replying("ok"));
        ExpectMsg("ok");
        Settle(machine);
        _time.Advance(S(1));
        AwaitAssert(() => Where(machine).ShouldBe((Place.Hall, 1)));
        Order(machine, m =>
        {
            m.SetStateTimeout(Place.Kitchen, S(2));
            return m.GoTo(Place.Kitchen).Replying("ok");
        });
        ExpectMsg("ok");
        Settle(machine);
        _time.Advance(S(2));
        AwaitAssert(() => Where(machine).ShouldBe((Place.Hall, 2)));
        // The longest time of all is none.
        Order(machine, m => m.GoTo(Place.Kitchen).ForMax(TimeSpan.MaxValue).Replying("ok"));
        ExpectMsg("ok");
        Settle(machine);
        _time.Advance(S(1000));
        Where(machine).ShouldBe((Place.Kitchen, 2));
    }

    [Fact]
    public void A_named_timer_comes_once_or_repeats_and_knows_whether_it_is_active()
    {
        IActorRef machine = Start(m =>
        {
            House(m);
            m.WhenUnhandled(e => e.FsmEvent is "active" ? m.Stay().Replying(m.IsTimerActive("t")) : m.Do(e));
            IActorRef probe = TestActor;
            m.When(Place.Hall, e =>
            {
                if (e.FsmEvent is not "tick") return null;
                probe.Tell("tick");
                return m.Stay();
            });
        });
        Order(machine, m =>
        {
            m.SetTimer("t", "tick", S(1));
            return m.Stay().Replying(m.IsTimerActive("t"));
        });
        ExpectMsg(true);
        _time.Advance(S(3));
        ExpectMsg("tick");
        machine.Tell("active");
        ExpectMsg(false);
        Order(machine, m =>
        {
            m.SetTimer("t", "tick", S(1), repeat: true);
            return m.Stay().Replying("set");
        });
        ExpectMsg("set");
        _time.Advance(S(2));
        ReceiveN(2).ShouldBe(["tick", "tick"]);
        machine.Tell("active");
        ExpectMsg(true);
        Order(machine, m =>
        {
            m.CancelTimer("t");
            return m.Stay().Replying(m.IsTimerActive("t"));
        });
        ExpectMsg(false);
        _time.Advance(S(5));
        ExpectNoMsg(20);
    }

    [Fact]
    public void A_replaced_or_cancelled_timer_that_waits_in_the_mailbox_is_not_delivered()
    {
        using var gate = new ManualResetEventSlim();
        IActorRef probe = TestActor;
        IActorRef machine = Start(m =>
        {
            House(m);
            m.When(Place.Hall, e =>
            {
                if (e.FsmEvent is not string s) return null;
                probe.Tell(s);
                return m.Stay();
            });
        });
        Order(machine, m =>
        {
            m.SetTimer("a", "old", S(1));
            m.SetTimer("b", "cancelled", S(1));
            m.Asker.Tell("set");
            return m.Stay();
        });
        ExpectMsg("set");
        Order(machine, m =>
        {
            m.Asker.Tell("blocked");
            gate.Wait(S(20));
            m.SetTimer("a", "new", S(1));
            m.CancelTimer("b");
            m.Asker.Tell("replaced");
            return m.Stay();
        });
        ExpectMsg("blocked");
        _time.Advance(S(1));
        gate.Set();
        ExpectMsg("replaced");
        ExpectNoMsg(20);
        _time.Advance(S(1));
        ExpectMsg("new");
    }

    [Fact]
    public void A_named_timer_ends_the_wait_for_the_state_timeout_like_any_event()
    {
        IActorRef probe = TestActor;
        IActorRef machine = Start(m =>
        {
            m.StartWith(Place.Hall, 0);
            m.When(
                Place.Hall,
                e =>
                {
                    if (e.FsmEvent is Func<Machine, FSMBase.State<Place, int>>) return m.Do(e);
                    probe.Tell(e.FsmEvent);
                    return m.Stay();
                },
                S(3));
            m.Initialize();
        });
        Order(machine, m =>
        {
            m.SetTimer("t", "named", S(2));
            return m.Stay().Replying("set");
        });
        ExpectMsg("set");
        _time.Advance(S(2));
        ExpectMsg("named");
        AwaitCondition(() => ((TimeProviderScheduler)Sys.Scheduler).Count == 1);
        _time.Advance(S(2));
        ExpectNoMsg(20);
        _time.Advance(S(1));
        ExpectMsg<FSMBase.StateTimeout>();
    }

    [Fact]
    public void Stop_replies_then_tells_the_termination_handler_why_where_and_with_what_and_ends_the_actor()
    {
        IActorRef probe = TestActor;
        IActorRef machine = Start(m =>
        {
            House(m);
            m.OnTermination(probe.Tell);
        });
        Watch(machine);
        Order(machine, m => m.Stop(FSMBase.Normal.Instance, 42).Replying("bye"));
        ExpectMsg("bye");
        var end = ExpectMsg<FSMBase.StopEvent<Place, int>>();
        end.Reason.ShouldBe(FSMBase.Normal.Instance);
        end.TerminatedState.ShouldBe(Place.Hall);
        end.StateData.ShouldBe(42);
        ExpectTerminated(machine);
        ExpectNoMsg(20);
    }

    [Fact]
    public void A_stop_from_outside_is_a_shutdown()
    {
        IActorRef probe = TestActor;
        IActorRef machine = Start(m =>
        {
            House(m);
            m.OnTermination(probe.Tell);
        });
        Sys.Stop(machine);
        ExpectMsg<FSMBase.StopEvent<Place, int>>().Reason.ShouldBe(FSMBase.Shutdown.Instance);
        ExpectNoMsg(20);
    }

    [Fact]
    public void The_end_cancels_all_timers()
    {
        IActorRef machine = Start(m =>
        {
            m.StartWith(Place.Hall, 0);
            m.When(Place.Hall, m.Do, S(5));
            m.Initialize();
        });
        Order(machine, m =>
        {
            m.SetTimer("a", "x", S(1));
            m.SetTimer("b", "y", S(1), repeat: true);
            return m.Stay().Replying("set");
        });
        ExpectMsg("set");
        AwaitCondition(() => ((TimeProviderScheduler)Sys.Scheduler).Count == 3);
        Watch(machine);
        Order(machine, m => m.Stop());
        ExpectTerminated(machine);
        ((TimeProviderScheduler)Sys.Scheduler).Count.ShouldBe(0);
    }

    [Fact]
    public void A_failure_is_logged_and_a_state_that_is_not_declared_is_one()
    {
        IActorRef machine = Start(House);
        Watch(machine);
        EventFilter.Exception<FormatException>().ExpectOne(() => Order(machine, m => m.Stop(new FSMBase.Failure(new FormatException("bad")))));
        ExpectTerminated(machine);
        IActorRef lost = Start(House);
        Watch(lost);
        EventFilter.Error(message: "Next state Nowhere does not exist").ExpectOne(() => Order(lost, m => m.GoTo(Place.Nowhere)));
        ExpectTerminated(lost);
    }

    [Fact]
    public void A_restart_begins_anew_and_timers_of_the_old_machine_do_not_come()
    {
        using var gate = new ManualResetEventSlim();
        IActorRef probe = TestActor;
        IActorRef machine = Start(m =>
        {
            House(m);
            m.OnTermination(e => probe.Tell(e.Reason));
        });
        machine.Tell("go");
        Order(machine, m =>
        {
            m.SetTimer("t", "what", S(1));
            m.Asker.Tell("set");
            gate.Wait(S(20));
            throw new FormatException();
        });
        ExpectMsg("set");
        _time.Advance(S(1));
        // The tick waits in the mailbox while the machine fails.
        EventFilter.Warning().Expect(0, () =>
        {
            gate.Set();
            ExpectMsg<FSMBase.Shutdown>();
            Where(machine).ShouldBe((Place.Hall, 1));
        });
    }

    [Fact]
    public void Transform_changes_what_a_function_returns_and_leaves_what_it_does_not_know()
    {
        IActorRef machine = Start(m =>
        {
            m.StartWith(Place.Hall, 0);
            m.When(Place.Hall, m.Transform(e => e.FsmEvent is "go" ? m.GoTo(Place.Kitchen) : null).Using(s => s.Using(9)));
            m.When(Place.Kitchen, Machine.Nothing);
            m.WhenUnhandled(_ => m.Stay().Replying((m.StateName, m.StateData)));
            m.Initialize();
        });
        Where(machine).ShouldBe((Place.Hall, 0));
        machine.Tell("go");
        Where(machine).ShouldBe((Place.Kitchen, 9));
    }

    [Fact]
    public void A_machine_without_a_first_state_says_so()
    {
        IActorRef probe = TestActor;
        Start(m =>
        {
            probe.Tell(Should.Throw<IllegalStateException>(m.Initialize).Message);
            probe.Tell(Should.Throw<IllegalStateException>(() => m.StateName).Message);
        });
        ReceiveN(2).ShouldAllBe(m => ((string)m).Contains("StartWith"));
    }

    [Fact]
    public void What_the_kernel_looks_at_can_be_sent_by_a_timer()
    {
        IActorRef machine = Start(House);
        Watch(machine);
        Order(machine, m =>
        {
            m.SetTimer("end", PoisonPill.Instance, S(1));
            return m.Stay().Replying("set");
        });
        ExpectMsg("set");
        _time.Advance(S(1));
        ExpectTerminated(machine);
    }

    [Fact]
    public void States_are_values()
    {
        var a = new FSMBase.State<Place, int>(Place.Hall, 1);
        a.ShouldBe(new FSMBase.State<Place, int>(Place.Hall, 1));
        a.ShouldNotBe(a.Using(2));
        a.ForMax(S(1)).Timeout.ShouldBe(S(1));
        a.Replying("x").Replies.ShouldBe(["x"]);
        a.ToString().ShouldBe("Hall, 1");
    }
}
