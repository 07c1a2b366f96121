using Sapphire.Kernel.Actor;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Kernel.Tests.Actor;

public sealed class SupervisorStrategyTests : Sapphire.Kernel.TestKit.TestKit
{
    private readonly ManualTimeProvider _time;

    public SupervisorStrategyTests()
        : this(new ManualTimeProvider())
    {
    }

    private SupervisorStrategyTests(ManualTimeProvider time)
        : base(null, time) => _time = time;

    private static readonly Func<Exception, Directive> Restarting = static _ => Directive.Restart;

    public static TheoryData<string> Kinds => ["one", "all"];

    private static SupervisorStrategy Make(string kind, int? retries, TimeSpan? window) =>
        kind == "one" ? new OneForOneStrategy(retries, window, Restarting) : new AllForOneStrategy(retries, window, Restarting);

    private static TimeSpan S(double s) => TimeSpan.FromSeconds(s);

    private sealed class Child : ReceiveActor
    {
        public Child(IActorRef probe)
        {
            probe.Tell("started");
            Receive<Exception>(ex => throw ex);
        }
    }

    private sealed class Supervisor : ReceiveActor
    {
        public Supervisor(IActorRef probe) => Receive<string>(_ => Sender.Tell(Context.ActorOf(Props.Create(() => new Child(probe)))));
    }

    /// <summary>A child under a strategy, and how many restarts it survives with a time between them.</summary>
    private int Survives(SupervisorStrategy strategy, int failures, TimeSpan pause)
    {
        var probe = CreateTestProbe();
        IActorRef supervisor = Sys.ActorOf(Props.Create(() => new Supervisor(probe.Ref)).WithSupervisorStrategy(strategy));
        supervisor.Tell("child");
        IActorRef child = ExpectMsg<IActorRef>();
        probe.ExpectMsg("started");
        probe.Watch(child);
        for (int i = 0; i < failures; i++)
        {
            if (i > 0) _time.Advance(pause);
            child.Tell(new FormatException());
            if (probe.ExpectMsg<object>() is Terminated) return i;
        }

        return failures;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Without_a_bound_it_restarts_for_ever(string kind)
    {
        Survives(Make(kind, null, null), 20, TimeSpan.Zero).ShouldBe(20);
        Survives(Make(kind, -1, S(0)), 20, TimeSpan.Zero).ShouldBe(20);
        Survives(Make(kind, -7, Timeout.InfiniteTimeSpan), 20, TimeSpan.Zero).ShouldBe(20);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void With_a_bound_and_no_window_it_counts_over_the_whole_life(string kind)
    {
        Survives(Make(kind, 3, null), 9, S(1000)).ShouldBe(3);
        Survives(Make(kind, 3, TimeSpan.Zero), 9, S(1000)).ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_bound_of_zero_allows_none_whatever_the_window(string kind)
    {
        Survives(Make(kind, 0, null), 1, TimeSpan.Zero).ShouldBe(0);
        Survives(Make(kind, 0, S(10)), 1, TimeSpan.Zero).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void With_bound_and_window_the_window_begins_with_its_first_restart(string kind)
    {
        Survives(Make(kind, 2, S(10)), 9, S(1)).ShouldBe(2);
        Survives(Make(kind, 2, S(10)), 9, S(11)).ShouldBe(9);
        // Restarts at 0 and 6 s, then a new window with those at 12 and 18 s, and so on: never three in ten seconds.
        Survives(Make(kind, 2, S(10)), 9, S(6)).ShouldBe(9);
        Survives(Make(kind, 2, S(12)), 9, S(6)).ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_window_without_a_bound_allows_one_restart_in_it(string kind)
    {
        Survives(Make(kind, -1, S(10)), 9, S(1)).ShouldBe(1);
        Survives(Make(kind, null, S(10)), 9, S(11)).ShouldBe(9);
    }

    [Fact]
    public void Their_constructors_keep_what_they_are_given()
    {
        var one = new OneForOneStrategy(null, null, Restarting);
        (one.MaxNumberOfRetries, one.WithinTimeRangeMilliseconds).ShouldBe((-1, -1));
        var both = new OneForOneStrategy(3, S(2), SupervisorStrategy.DefaultDecider);
        (both.MaxNumberOfRetries, both.WithinTimeRangeMilliseconds).ShouldBe((3, 2000));
        both.Decider.ShouldBeSameAs(SupervisorStrategy.DefaultDecider);
        new OneForOneStrategy(3, 5, Restarting, loggingEnabled: false).LoggingEnabled.ShouldBeFalse();
        new OneForOneStrategy(Restarting, loggingEnabled: false).LoggingEnabled.ShouldBeFalse();
        new OneForOneStrategy(SupervisorStrategy.DefaultDecider).MaxNumberOfRetries.ShouldBe(-1);
        both.WithMaxNrOfRetries(9).ShouldBe(new OneForOneStrategy(9, S(2), SupervisorStrategy.DefaultDecider));
        var all = new AllForOneStrategy(null, S(1), Restarting);
        (all.MaxNumberOfRetries, all.WithinTimeRangeMilliseconds).ShouldBe((-1, 1000));
        new AllForOneStrategy(4, 7, SupervisorStrategy.DefaultDecider).ShouldBe(new AllForOneStrategy(4, 7, SupervisorStrategy.DefaultDecider));
        new AllForOneStrategy(Restarting).LoggingEnabled.ShouldBeTrue();
        SupervisorStrategy.StoppingStrategy.Decider.Decide(new FormatException()).ShouldBe(Directive.Stop);
        SupervisorStrategy.DefaultStrategy.ShouldBe(new OneForOneStrategy(SupervisorStrategy.DefaultDecider));
    }

    [Fact]
    public void A_decider_from_pairs_takes_the_first_that_fits_subtypes_included()
    {
        DeployableDecider decider = Decider.From(
            Directive.Escalate,
            Directive.Resume.When<ArgumentNullException>(),
            Directive.Restart.When<ArgumentException>(),
            Directive.Stop.When<ArgumentOutOfRangeException>());
        decider.Decide(new ArgumentNullException()).ShouldBe(Directive.Resume);
        decider.Decide(new ArgumentException("x")).ShouldBe(Directive.Restart);
        // The more special pair comes too late.
        decider.Decide(new ArgumentOutOfRangeException()).ShouldBe(Directive.Restart);
        decider.Decide(new FormatException()).ShouldBe(Directive.Escalate);
        decider.ShouldBe(Decider.From(decider.DefaultDirective, decider.Pairs));
        decider.ShouldNotBe(Decider.From(Directive.Stop, decider.Pairs));
        Decider.From(_ => Directive.Stop).Decide(new FormatException()).ShouldBe(Directive.Stop);
    }

    [Fact]
    public void A_failure_is_an_error_event_of_the_child_with_the_failures_text_and_a_resumed_one_a_warning()
    {
        Sys.EventStream.Subscribe<Sapphire.Kernel.Event.LogEvent>(TestActor);
        var probe = CreateTestProbe();
        IActorRef child = Sys.ActorOf(Props.Create(() => new Child(probe.Ref)), "noisy");
        child.Tell(new FormatException("bad format"));
        var error = ExpectMsg<Sapphire.Kernel.Event.Error>();
        error.LogSource.ShouldBe(child.Path.ToString());
        error.Message.ShouldBe("bad format");
        error.Cause.ShouldBeOfType<FormatException>();
        IActorRef supervisor = Sys.ActorOf(Props.Create(() => new Supervisor(probe.Ref)).WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Resume)));
        supervisor.Tell("child", probe.Ref);
        IActorRef resumed = (IActorRef)probe.FishForMessage(m => m is IActorRef);
        resumed.Tell(new FormatException("passing"));
        var warning = ExpectMsg<Sapphire.Kernel.Event.Warning>();
        (warning.LogSource, warning.Message).ShouldBe((resumed.Path.ToString(), (object)"passing"));
        IActorRef silent = Sys.ActorOf(Props.Create(() => new Supervisor(probe.Ref)).WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Stop, loggingEnabled: false)));
        silent.Tell("child", probe.Ref);
        IActorRef stopped = (IActorRef)probe.FishForMessage(m => m is IActorRef);
        probe.Watch(stopped);
        stopped.Tell(new FormatException("unsaid"));
        probe.FishForMessage(m => m is Terminated);
        ExpectNoMsg(20);
    }
}
