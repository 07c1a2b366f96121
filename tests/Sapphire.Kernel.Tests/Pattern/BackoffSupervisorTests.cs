using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Pattern;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Kernel.Tests.Pattern;

public sealed class BackoffSupervisorTests : Sapphire.Kernel.TestKit.TestKit
{
    private readonly ManualTimeProvider _time;

    public BackoffSupervisorTests()
        : this(new ManualTimeProvider())
    {
    }

    private BackoffSupervisorTests(ManualTimeProvider time)
        : base(null, time) => _time = time;

    private sealed class Child : ReceiveActor
    {
        public Child(IActorRef probe)
        {
            probe.Tell("started");
            Receive<string>(s => s == "stop", _ => Context.Stop(Self));
            Receive<string>(s => s == "fail", _ => throw new InvalidOperationException());
            Receive<string>(s => Sender.Tell(s));
        }
    }

    private static TimeSpan S(double s) => TimeSpan.FromSeconds(s);

    private BackoffOptions OnStop(int max = -1) => Backoff.OnStop(Props.Create(() => new Child(TestActor)), "child", S(1), S(8), 0, max);

    private IActorRef Start(BackoffOptions options)
    {
        IActorRef supervisor = Sys.ActorOf(BackoffSupervisor.Props(options));
        ExpectMsg("started");
        return supervisor;
    }

    private void AwaitDown(IActorRef supervisor) => AwaitCondition(() =>
    {
        var probe = CreateTestProbe();
        probe.Send(supervisor, BackoffSupervisor.GetCurrentChild.Instance);
        return probe.ExpectMsg<BackoffSupervisor.CurrentChild>().Ref.IsNobody();
    });

    [Fact]
    public void OnStop_starts_again_after_growing_delays()
    {
        IActorRef supervisor = Start(OnStop().WithManualReset());
        foreach (double delay in (double[])[1, 2, 4, 8, 8])
        {
            supervisor.Tell("stop");
            AwaitDown(supervisor);
            _time.Advance(S(delay - 0.01));
            ExpectNoMsg(20);
            _time.Advance(S(0.01));
            ExpectMsg("started");
        }

        supervisor.Tell(BackoffSupervisor.GetRestartCount.Instance);
        ExpectMsg<BackoffSupervisor.RestartCount>().Count.ShouldBe(5);
        supervisor.Tell(BackoffSupervisor.Reset.Instance);
        supervisor.Tell(BackoffSupervisor.GetRestartCount.Instance);
        ExpectMsg<BackoffSupervisor.RestartCount>().Count.ShouldBe(0);
    }

    [Fact]
    public void Messages_pass_with_their_sender_and_are_dead_letters_while_it_waits()
    {
        IActorRef supervisor = Start(OnStop());
        var probe = CreateTestProbe();
        probe.Send(supervisor, "hello");
        probe.ExpectMsg("hello");
        supervisor.Tell("stop");
        AwaitDown(supervisor);
        EventFilter.DeadLetter<string>(s => s == "lost").ExpectOne(() => supervisor.Tell("lost"));
    }

    [Fact]
    public void It_can_answer_while_it_waits()
    {
        IActorRef supervisor = Start(OnStop().WithReplyWhileStopped("wait"));
        supervisor.Tell("stop");
        AwaitDown(supervisor);
        supervisor.Tell("x");
        ExpectMsg("wait");
    }

    [Fact]
    public void The_count_resets_itself_after_a_life_long_enough()
    {
        IActorRef supervisor = Start(OnStop().WithAutoReset(S(5)));
        supervisor.Tell("stop");
        AwaitDown(supervisor);
        _time.Advance(S(1));
        ExpectMsg("started");
        AwaitCondition(() => ((TimeProviderScheduler)Sys.Scheduler).Count > 0);
        _time.Advance(S(5));
        AwaitAssert(() =>
        {
            supervisor.Tell(BackoffSupervisor.GetRestartCount.Instance);
            ExpectMsg<BackoffSupervisor.RestartCount>().Count.ShouldBe(0);
        });
    }

    [Fact]
    public void It_stops_after_the_last_retry()
    {
        IActorRef supervisor = Start(OnStop(1).WithManualReset());
        Watch(supervisor);
        supervisor.Tell("stop");
        AwaitDown(supervisor);
        _time.Advance(S(1));
        ExpectMsg("started");
        supervisor.Tell("stop");
        ExpectTerminated(supervisor);
    }

    [Fact]
    public void OnFailure_waits_before_a_restart_and_ends_with_a_child_that_ends()
    {
        IActorRef supervisor = Start(Backoff.OnFailure(Props.Create(() => new Child(TestActor)), "child", S(1), S(8), 0).WithManualReset());
        supervisor.Tell("fail");
        AwaitDown(supervisor);
        ExpectNoMsg(20);
        _time.Advance(S(1));
        ExpectMsg("started");
        Watch(supervisor);
        supervisor.Tell("stop");
        ExpectTerminated(supervisor);
    }

    [Fact]
    public void A_final_stop_message_ends_it()
    {
        IActorRef supervisor = Start(OnStop().WithFinalStopMessage(m => m is "stop"));
        Watch(supervisor);
        supervisor.Tell("stop");
        ExpectTerminated(supervisor);
    }

    [Fact]
    public void The_delay_is_bounded_for_any_count()
    {
        BackoffSupervisor.CalculateDelay(1000, S(1), S(30), 0).ShouldBe(S(30));
        BackoffSupervisor.CalculateDelay(0, S(1), S(30), 0.2).ShouldBeInRange(S(1), S(1.2));
    }

    private int Restarts(IActorRef supervisor)
    {
        supervisor.Tell(BackoffSupervisor.GetRestartCount.Instance);
        return ExpectMsg<BackoffSupervisor.RestartCount>().Count;
    }

    private IActorRef ChildOf(IActorRef supervisor)
    {
        supervisor.Tell(BackoffSupervisor.GetCurrentChild.Instance);
        return ExpectMsg<BackoffSupervisor.CurrentChild>().Ref;
    }

    private BackoffOptions OnFailure(int max = -1) => Backoff.OnFailure(Props.Create(() => new Child(TestActor)), "child", S(1), S(8), 0, max);

    [Fact]
    public void It_names_its_child_and_keeps_its_name_over_restarts()
    {
        IActorRef supervisor = Start(OnStop());
        IActorRef first = ChildOf(supervisor);
        first.Path.ShouldBe(supervisor.Path / "child");
        supervisor.Tell("stop");
        AwaitDown(supervisor);
        _time.Advance(S(1));
        ExpectMsg("started");
        IActorRef second = ChildOf(supervisor);
        second.Path.ShouldBe(first.Path);
        second.ShouldNotBe(first);
    }

    [Fact]
    public void OnStop_leaves_failures_to_its_strategy_which_restarts_at_once_by_default()
    {
        IActorRef supervisor = Start(OnStop());
        IActorRef child = ChildOf(supervisor);
        supervisor.Tell("fail");
        ExpectMsg("started");
        ChildOf(supervisor).ShouldBe(child);
        Restarts(supervisor).ShouldBe(0);
    }

    [Fact]
    public void With_the_stopping_strategy_a_failure_is_a_stop_and_the_bound_on_retries_stays()
    {
        IActorRef supervisor = Start(OnStop().WithMaxNrOfRetries(1).WithDefaultStoppingStrategy().WithManualReset());
        Watch(supervisor);
        supervisor.Tell("fail");
        AwaitDown(supervisor);
        Restarts(supervisor).ShouldBe(1);
        _time.Advance(S(1));
        ExpectMsg("started");
        supervisor.Tell("fail");
        ExpectTerminated(supervisor);
    }

    [Fact]
    public void The_bound_of_a_strategy_is_the_supervisors_own()
    {
        IActorRef supervisor = Start(OnStop(5).WithSupervisorStrategy(new OneForOneStrategy(0, null, _ => Directive.Stop)));
        Watch(supervisor);
        supervisor.Tell("stop");
        ExpectTerminated(supervisor);
    }

    [Fact]
    public void OnFailure_does_what_its_strategy_says_unless_it_is_a_restart()
    {
        IActorRef supervisor = Start(OnFailure().WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Resume)));
        IActorRef child = ChildOf(supervisor);
        EventFilter.Warning().ExpectOne(() => supervisor.Tell("fail"));
        supervisor.Tell("same");
        ExpectMsg("same");
        ChildOf(supervisor).ShouldBe(child);
        IActorRef stopping = Start(OnFailure().WithDefaultStoppingStrategy());
        Watch(stopping);
        stopping.Tell("fail");
        ExpectTerminated(stopping);
    }

    [Fact]
    public void OnFailure_grows_the_delay_and_stops_after_the_last_retry()
    {
        IActorRef supervisor = Start(OnFailure(2).WithManualReset());
        Watch(supervisor);
        foreach (double delay in (double[])[1, 2])
        {
            supervisor.Tell("fail");
            AwaitDown(supervisor);
            _time.Advance(S(delay - 0.01));
            ExpectNoMsg(20);
            _time.Advance(S(0.01));
            ExpectMsg("started");
        }

        supervisor.Tell("fail");
        ExpectTerminated(supervisor);
    }

    [Fact]
    public void OnFailure_counts_retries_within_the_window_of_its_strategy()
    {
        IActorRef supervisor = Start(OnFailure().WithSupervisorStrategy(new OneForOneStrategy(1, S(60), _ => Directive.Restart)).WithManualReset());
        for (int i = 0; i < 3; i++)
        {
            supervisor.Tell("fail");
            AwaitDown(supervisor);
            _time.Advance(S(1));
            ExpectMsg("started");
            Restarts(supervisor).ShouldBe(1);
            _time.Advance(S(60));
            AwaitAssert(() => Restarts(supervisor).ShouldBe(0));
        }
    }

    [Fact]
    public void A_final_stop_message_while_it_waits_is_answered_and_ends_it()
    {
        IActorRef supervisor = Start(OnStop().WithReplyWhileStopped("wait").WithFinalStopMessage(m => m is "end"));
        Watch(supervisor);
        supervisor.Tell("stop");
        AwaitDown(supervisor);
        supervisor.Tell("end");
        ExpectMsg("wait");
        ExpectTerminated(supervisor);
    }

    [Fact]
    public void What_the_child_says_to_it_goes_to_its_parent_as_its_own()
    {
        var probe = CreateTestProbe();
        IActorRef parent = Sys.ActorOf(Props.Create(() => new Parent(probe.Ref, Props.Create(() => new Talker()))));
        parent.Tell("start");
        IActorRef supervisor = ExpectMsg<IActorRef>();
        supervisor.Tell("talk");
        probe.ExpectMsg(("heard", (object)"news", supervisor));
    }

    private sealed class Parent : ReceiveActor
    {
        public Parent(IActorRef probe, Props child)
        {
            Receive<string>(s => s == "start", _ => Sender.Tell(Context.ActorOf(BackoffSupervisor.Props(child, "child", S(1), S(2), 0, 3))));
            ReceiveAny(m => probe.Tell(("heard", m, Sender)));
        }
    }

    private sealed class Talker : UntypedActor
    {
        protected override void OnReceive(object message) => Context.Parent.Tell("news");
    }

    [Fact]
    public void A_reset_by_hand_is_unknown_to_a_supervisor_that_resets_itself()
    {
        IActorRef supervisor = Start(OnStop());
        EventFilter.Custom<Sapphire.Kernel.Event.UnhandledMessage>().ExpectOne(() => supervisor.Tell(BackoffSupervisor.Reset.Instance));
    }

    [Fact]
    public void A_new_life_that_lasts_the_shortest_delay_resets_the_count_by_default()
    {
        IActorRef supervisor = Start(OnStop());
        supervisor.Tell("stop");
        AwaitDown(supervisor);
        Restarts(supervisor).ShouldBe(1);
        _time.Advance(S(1));
        ExpectMsg("started");
        Restarts(supervisor).ShouldBe(1);
        _time.Advance(S(1));
        AwaitAssert(() => Restarts(supervisor).ShouldBe(0));
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        Props child = Props.Create(() => new Child(TestActor));
        Should.Throw<ArgumentException>(() => BackoffSupervisor.Props(child, "c", TimeSpan.Zero, S(1), 0));
        Should.Throw<ArgumentException>(() => BackoffSupervisor.Props(child, "c", S(2), S(1), 0));
        Should.Throw<ArgumentException>(() => BackoffSupervisor.Props(child, "c", S(1), S(2), -0.1));
        Should.Throw<ArgumentException>(() => BackoffSupervisor.Props(child, "c", S(1), S(2), 1.1));
    }

    [Fact]
    public void Props_can_give_the_strategy_at_once()
    {
        IActorRef supervisor = Sys.ActorOf(BackoffSupervisor.PropsWithSupervisorStrategy(
            Props.Create(() => new Child(TestActor)), "child", S(1), S(8), 0, new OneForOneStrategy(_ => Directive.Stop)));
        ExpectMsg("started");
        supervisor.Tell("fail");
        AwaitAssert(() => Restarts(supervisor).ShouldBe(1));
        _time.Advance(S(1));
        ExpectMsg("started");
    }
}
