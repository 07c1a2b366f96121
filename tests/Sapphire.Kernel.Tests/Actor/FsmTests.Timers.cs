using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Tests.Actor;

/// <summary>Times of states, and timers by name.</summary>
public sealed partial class FsmTests
{
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
}
