using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Pattern;

namespace Sapphire.Kernel.Tests.Actor;

/// <summary>The end of a machine, its restart, and what it is made of.</summary>
public sealed partial class FsmTests
{
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
