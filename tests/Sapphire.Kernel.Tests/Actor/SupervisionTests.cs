using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Tests.Actor;

public sealed class SupervisionTests : Sapphire.Kernel.TestKit.TestKit
{
    private readonly Sapphire.Kernel.TestKit.ManualTimeProvider _time;

    public SupervisionTests()
        : this(new Sapphire.Kernel.TestKit.ManualTimeProvider())
    {
    }

    private SupervisionTests(Sapphire.Kernel.TestKit.ManualTimeProvider time)
        : base(null, time) => _time = time;

    private sealed class Child : ReceiveActor
    {
        private int _count;

        public Child()
        {
            Receive<Exception>(ex => throw ex);
            Receive<string>(s => s == "count", _ => Sender.Tell(_count++));
            Receive<string>(s => s == "instance", _ => Sender.Tell(this));
        }
    }

    private sealed class Supervisor : ReceiveActor
    {
        private readonly SupervisorStrategy _strategy;

        public Supervisor(SupervisorStrategy strategy)
        {
            _strategy = strategy;
            Receive<string>(name => Sender.Tell(Context.ActorOf(Props.Create(() => new Child()), name)));
            Receive<Exception>(ex => throw ex);
        }

        protected override SupervisorStrategy SupervisorStrategy() => _strategy;
    }

    private (IActorRef Supervisor, IActorRef A, IActorRef B) Start(SupervisorStrategy strategy)
    {
        IActorRef supervisor = Sys.ActorOf(Props.Create(() => new Supervisor(strategy)));
        supervisor.Tell("a");
        IActorRef a = ExpectMsg<IActorRef>();
        supervisor.Tell("b");
        return (supervisor, a, ExpectMsg<IActorRef>());
    }

    private int Count(IActorRef child)
    {
        child.Tell("count");
        return ExpectMsg<int>();
    }

    [Fact]
    public void Resume_keeps_the_state()
    {
        var (_, a, _) = Start(new OneForOneStrategy(_ => Directive.Resume));
        Count(a).ShouldBe(0);
        a.Tell(new InvalidOperationException());
        Count(a).ShouldBe(1);
    }

    [Fact]
    public void Restart_drops_the_state_of_the_failed_child_alone()
    {
        var (_, a, b) = Start(new OneForOneStrategy(_ => Directive.Restart));
        Count(a).ShouldBe(0);
        Count(b).ShouldBe(0);
        a.Tell(new InvalidOperationException());
        Count(a).ShouldBe(0);
        Count(b).ShouldBe(1);
    }

    [Fact]
    public void Stop_ends_the_failed_child_alone()
    {
        var (_, a, b) = Start(new OneForOneStrategy(_ => Directive.Stop));
        Watch(a);
        a.Tell(new InvalidOperationException());
        ExpectTerminated(a);
        Count(b).ShouldBe(0);
    }

    [Fact]
    public void AllForOne_restarts_all()
    {
        var (_, a, b) = Start(new AllForOneStrategy(_ => Directive.Restart));
        Count(a).ShouldBe(0);
        Count(b).ShouldBe(0);
        a.Tell(new InvalidOperationException());
        Count(a).ShouldBe(0);
        AwaitAssert(() => Count(b).ShouldBe(0));
    }

    [Fact]
    public void AllForOne_stops_all()
    {
        var (_, a, b) = Start(new AllForOneStrategy(_ => Directive.Stop));
        Watch(a);
        Watch(b);
        a.Tell(new InvalidOperationException());
        ReceiveN(2).Cast<Terminated>().Select(t => t.ActorRef).ShouldBe([a, b], ignoreOrder: true);
    }

    [Fact]
    public void Escalate_fails_the_supervisor_whose_own_supervisor_decides()
    {
        var (supervisor, a, _) = Start(new OneForOneStrategy(_ => Directive.Escalate));
        Watch(a);
        EventFilter.Exception<InvalidOperationException>("up").ExpectOne(() => a.Tell(new InvalidOperationException("up")));
        ExpectTerminated(a);
        supervisor.Tell("a");
        Count(ExpectMsg<IActorRef>()).ShouldBe(0);
    }

    [Fact]
    public void A_resumed_supervisor_resumes_the_child_it_escalated_for()
    {
        var (top, middle) = Nested(_ => Directive.Resume);
        middle.Tell("a");
        IActorRef a = ExpectMsg<IActorRef>();
        middle.Tell("b");
        IActorRef b = ExpectMsg<IActorRef>();
        Count(a).ShouldBe(0);
        a.Tell(new InvalidOperationException());
        b.Tell(new InvalidOperationException());
        Count(a).ShouldBe(1);
        Count(b).ShouldBe(0);
        top.ShouldNotBe(middle);
    }

    private sealed class Top : ReceiveActor
    {
        private readonly Func<Exception, Directive> _decide;

        public Top(Func<Exception, Directive> decide)
        {
            _decide = decide;
            Receive<string>(_ => Sender.Tell(Context.ActorOf(Props.Create(() => new Supervisor(new OneForOneStrategy(_ => Directive.Escalate))), "middle")));
        }

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_decide);
    }

    private (IActorRef Top, IActorRef Middle) Nested(Func<Exception, Directive> decide)
    {
        IActorRef top = Sys.ActorOf(Props.CreateBy(() => new Top(decide)));
        top.Tell("middle");
        return (top, ExpectMsg<IActorRef>());
    }

    [Fact]
    public void Retries_are_bounded()
    {
        var (_, a, _) = Start(new OneForOneStrategy(2, Timeout.InfiniteTimeSpan, _ => Directive.Restart));
        Watch(a);
        a.Tell(new InvalidOperationException());
        a.Tell(new InvalidOperationException());
        Count(a).ShouldBe(0);
        a.Tell(new InvalidOperationException());
        ExpectTerminated(a);
    }

    [Fact]
    public void Retries_are_bounded_within_a_window_of_the_systems_clock()
    {
        var (_, a, _) = Start(new OneForOneStrategy(1, TimeSpan.FromSeconds(10), _ => Directive.Restart));
        Watch(a);
        a.Tell(new InvalidOperationException());
        Count(a).ShouldBe(0);
        _time.Advance(TimeSpan.FromSeconds(11));
        a.Tell(new InvalidOperationException());
        Count(a).ShouldBe(0);
        a.Tell(new InvalidOperationException());
        ExpectTerminated(a);
    }

    [Fact]
    public void Zero_retries_stop_at_the_first_failure()
    {
        var (_, a, _) = Start(new OneForOneStrategy(0, -1, _ => Directive.Restart));
        Watch(a);
        a.Tell(new InvalidOperationException());
        ExpectTerminated(a);
    }

    [Theory]
    [InlineData(typeof(ActorInitializationException), Directive.Stop)]
    [InlineData(typeof(ActorKilledException), Directive.Stop)]
    [InlineData(typeof(DeathPactException), Directive.Stop)]
    [InlineData(typeof(InvalidOperationException), Directive.Restart)]
    public void The_default_decider_is_Akkas(Type type, Directive expected)
    {
        Exception ex = type == typeof(ActorInitializationException) ? new ActorInitializationException(TestActor, "x")
            : type == typeof(ActorKilledException) ? new ActorKilledException("x")
            : type == typeof(DeathPactException) ? new DeathPactException(TestActor)
            : new InvalidOperationException();
        SupervisorStrategy.DefaultDecider.Decide(ex).ShouldBe(expected);
    }

    [Fact]
    public void Props_can_replace_the_strategy()
    {
        IActorRef supervisor = Sys.ActorOf(
            Props.Create(() => new Supervisor(new OneForOneStrategy(_ => Directive.Stop))).WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Resume)));
        supervisor.Tell("a");
        IActorRef a = ExpectMsg<IActorRef>();
        Count(a).ShouldBe(0);
        a.Tell(new InvalidOperationException());
        Count(a).ShouldBe(1);
    }

    [Fact]
    public async Task A_failure_escalated_past_the_guardian_ends_the_system()
    {
        ActorSystem system = ActorSystem.Create("doomed", new ActorSystemSetup { GuardianStrategy = new OneForOneStrategy(_ => Directive.Escalate) });
        IActorRef actor = system.ActorOf(Props.Create(() => new Child()));
        actor.Tell(new InvalidOperationException("fatal"));
        await system.WhenTerminated.WaitAsync(TimeSpan.FromSeconds(20));
        Should.Throw<InvalidOperationException>(() => system.ActorOf(Props.Create(() => new Child())));
    }

    [Fact]
    public void A_failed_actor_handles_no_message_until_its_supervisor_has_decided()
    {
        using var gate = new ManualResetEventSlim();
        var (_, a, _) = Start(new OneForOneStrategy(_ =>
        {
            gate.Wait(TimeSpan.FromSeconds(20));
            return Directive.Resume;
        }));
        a.Tell(new InvalidOperationException());
        a.Tell("count");
        ExpectNoMsg();
        gate.Set();
        ExpectMsg(0);
    }

    [Fact]
    public void A_failed_supervisor_suspends_its_children()
    {
        using var gate = new ManualResetEventSlim();
        var (_, middle) = Nested(_ =>
        {
            gate.Wait(TimeSpan.FromSeconds(20));
            return Directive.Resume;
        });
        middle.Tell("a");
        IActorRef a = ExpectMsg<IActorRef>();
        middle.Tell(new InvalidOperationException());
        // The suspension of the child is a message too: until it has come the child may answer.
        AwaitAssert(() =>
        {
            a.Tell("count");
            ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        });
        gate.Set();
        FishForMessage<int>(_ => true);
    }
}
