using Sapphire.Kernel.Actor;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Kernel.Tests.Actor;

public sealed partial class FsmTests : Sapphire.Kernel.TestKit.TestKit
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
}
