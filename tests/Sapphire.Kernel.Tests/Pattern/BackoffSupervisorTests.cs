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
}
