using Sapphire.Kernel.Actor;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Kernel.Tests.Actor;

public sealed class TimerTests : Sapphire.Kernel.TestKit.TestKit
{
    private readonly ManualTimeProvider _time;

    public TimerTests()
        : this(new ManualTimeProvider())
    {
    }

    private TimerTests(ManualTimeProvider time)
        : base(null, time) => _time = time;

    private static TimeSpan S(double seconds) => TimeSpan.FromSeconds(seconds);

    private sealed class Clocked : ReceiveActor, IWithTimers
    {
        public ITimerScheduler Timers { get; set; } = null!;

        public Clocked(IActorRef probe)
        {
            Receive<Action<Clocked>>(a =>
            {
                a(this);
                Sender.Tell("ok");
            });
            Receive<ManualResetEventSlim>(g => g.Wait(S(20)));
            Receive<string>(s => s == "fail", _ => throw new InvalidOperationException());
            Receive<string>(s => probe.Tell(s));
            Receive<ReceiveTimeout>(_ => probe.Tell("idle"));
        }

        public static void Timeout(TimeSpan? t) => Context.SetReceiveTimeout(t);
    }

    private sealed record Quiet : INotInfluenceReceiveTimeout;

    private (IActorRef Actor, TestProbe Probe) Start()
    {
        var probe = CreateTestProbe();
        return (Sys.ActorOf(Props.Create(() => new Clocked(probe.Ref))), probe);
    }

    private void Do(IActorRef actor, Action<Clocked> action)
    {
        actor.Tell(action);
        ExpectMsg("ok");
    }

    [Fact]
    public void A_single_timer_fires_once_and_is_inactive_then()
    {
        var (a, probe) = Start();
        Do(a, c => c.Timers.StartSingleTimer("k", "tick", S(5)));
        _time.Advance(S(4.9));
        Do(a, c => c.Timers.IsTimerActive("k").ShouldBeTrue());
        probe.ExpectNoMsg(20);
        _time.Advance(S(0.1));
        probe.ExpectMsg("tick");
        Do(a, c => c.Timers.IsTimerActive("k").ShouldBeFalse());
        _time.Advance(S(60));
        probe.ExpectNoMsg(20);
    }

    [Fact]
    public void A_periodic_timer_goes_on_until_cancelled()
    {
        var (a, probe) = Start();
        Do(a, c => c.Timers.StartPeriodicTimer("k", "tick", S(1), S(2)));
        _time.Advance(S(5.5));
        probe.ReceiveN(3).ShouldBe(["tick", "tick", "tick"]);
        Do(a, c => c.Timers.Cancel("k"));
        _time.Advance(S(10));
        probe.ExpectNoMsg(20);
    }

    [Fact]
    public void A_replaced_or_cancelled_timer_that_waits_in_the_mailbox_is_not_delivered()
    {
        var (a, probe) = Start();
        using var gate = new ManualResetEventSlim();
        Do(a, c =>
        {
            c.Timers.StartSingleTimer("k", "old", S(1));
            c.Timers.StartSingleTimer("c", "cancelled", S(1));
        });
        a.Tell(gate);
        a.Tell((Action<Clocked>)(c =>
        {
            c.Timers.StartSingleTimer("k", "new", S(1));
            c.Timers.Cancel("c");
        }));
        _time.Advance(S(1));
        gate.Set();
        ExpectMsg("ok");
        probe.ExpectNoMsg(50);
        _time.Advance(S(1));
        probe.ExpectMsg("new");
        probe.ExpectNoMsg(20);
    }

    [Fact]
    public void Timers_end_with_a_restart_and_with_the_actor()
    {
        var (a, probe) = Start();
        Do(a, c => c.Timers.StartPeriodicTimer("k", "tick", S(1)));
        a.Tell("fail");
        a.Tell("alive");
        probe.ExpectMsg("alive");
        _time.Advance(S(3));
        probe.ExpectNoMsg(50);
        Do(a, c => c.Timers.StartPeriodicTimer("k", "tick", S(1)));
        Watch(a);
        Sys.Stop(a);
        ExpectTerminated(a);
        ((TimeProviderScheduler)Sys.Scheduler).Count.ShouldBe(0);
    }

    [Fact]
    public void The_receive_timeout_counts_from_the_last_message_that_matters()
    {
        var (a, probe) = Start();
        Do(a, _ => Clocked.Timeout(S(10)));
        _time.Advance(S(9));
        a.Tell("x");
        probe.ExpectMsg("x");
        _time.Advance(S(9));
        a.Tell(new Quiet());
        probe.ExpectNoMsg(50);
        _time.Advance(S(1));
        probe.ExpectMsg("idle");
        // Armed anew by the actor itself: wait for the timer.
        AwaitCondition(() => ((TimeProviderScheduler)Sys.Scheduler).Count == 1);
        _time.Advance(S(10));
        probe.ExpectMsg("idle");
        Do(a, _ => Clocked.Timeout(null));
        _time.Advance(S(60));
        probe.ExpectNoMsg(50);
    }

    [Fact]
    public void The_scheduler_tells_and_calls_until_cancelled_in_due_order()
    {
        Sys.Scheduler.ScheduleTellOnce(S(2), TestActor, "two", ActorRefs.NoSender);
        Sys.Scheduler.ScheduleTellOnce(S(1), TestActor, "one", ActorRefs.NoSender);
        using var cancel = new Cancelable(Sys.Scheduler);
        Sys.Scheduler.ScheduleTellRepeatedly(S(3), S(1), TestActor, "again", ActorRefs.NoSender, cancel);
        Sys.Scheduler.Advanced.ScheduleOnce(S(1.5), () => TestActor.Tell("called"));
        _time.Advance(S(4.5));
        ReceiveN(5).ShouldBe(["one", "called", "two", "again", "again"]);
        cancel.Cancel();
        _time.Advance(S(10));
        ExpectNoMsg(20);
        ((TimeProviderScheduler)Sys.Scheduler).Count.ShouldBe(0);
    }

    [Fact]
    public void A_failing_action_does_not_stop_the_scheduler()
    {
        Sys.Scheduler.Advanced.ScheduleOnce(S(1), () => throw new InvalidOperationException());
        Sys.Scheduler.ScheduleTellOnce(S(1), TestActor, "after", ActorRefs.NoSender);
        _time.Advance(S(1));
        ExpectMsg("after");
    }

    [Fact]
    public void A_clock_by_hand_fires_in_due_order_at_due_times()
    {
        var time = new ManualTimeProvider();
        DateTimeOffset start = time.GetUtcNow();
        var seen = new List<(string, double)>();
        void Note(object? name) => seen.Add(((string)name!, (time.GetUtcNow() - start).TotalSeconds));
        using ITimer b = time.CreateTimer(Note, "b", S(2), S(2));
        using ITimer a = time.CreateTimer(Note, "a", S(1), Timeout.InfiniteTimeSpan);
        using ITimer c = time.CreateTimer(Note, "c", S(2), Timeout.InfiniteTimeSpan);
        time.Advance(S(5));
        seen.ShouldBe([("a", 1), ("b", 2), ("c", 2), ("b", 4)]);
        time.GetElapsedTime(0).ShouldBe(S(5));
        time.TimerCount.ShouldBe(1);
    }

    [Fact]
    public void A_timer_tells_without_a_sender_or_with_the_one_it_is_given_and_lists_its_keys()
    {
        IActorRef a = Sys.ActorOf(Props.Create(() => new Senders()));
        a.Tell(TestActor);
        ReceiveN(2).ShouldBe(["", "1,2,3"]);
        _time.Advance(S(1));
        object[] seen = [.. ReceiveN(3)];
        seen.ShouldBe([("single", Sys.DeadLetters), ("single from", TestActor), ("periodic from", TestActor)], ignoreOrder: true);
        _time.Advance(S(1));
        ExpectMsg(("periodic from", TestActor));
    }

    private sealed class Senders : ReceiveActor, IWithTimers
    {
        public Senders()
        {
            IActorRef? probe = null;
            Receive<IActorRef>(p =>
            {
                probe = p;
                p.Tell(string.Join(',', Timers.ActiveTimers.Order()));
                Timers.StartSingleTimer(1, "single", S(1));
                Timers.StartSingleTimer(2, "single from", S(1), p);
                Timers.StartPeriodicTimer(3, "periodic from", S(1), p);
                p.Tell(string.Join(',', Timers.ActiveTimers.Order()));
            });
            Receive<string>(s => probe!.Tell((s, Sender)));
        }

        public ITimerScheduler Timers { get; set; } = null!;
    }

    [Fact]
    public void A_periodic_timer_can_begin_with_another_delay()
    {
        var (a, probe) = Start();
        Do(a, c => c.Timers.StartPeriodicTimer("k", "tick", S(5), S(1)));
        _time.Advance(S(4.9));
        probe.ExpectNoMsg(20);
        _time.Advance(S(0.1));
        probe.ExpectMsg("tick");
        _time.Advance(S(2));
        probe.ReceiveN(2).ShouldBe(["tick", "tick"]);
        probe.ExpectNoMsg(20);
    }

    [Fact]
    public void A_timer_can_send_what_the_kernel_looks_at()
    {
        var (a, _) = Start();
        Watch(a);
        Do(a, c => c.Timers.StartSingleTimer("k", PoisonPill.Instance, S(1)));
        _time.Advance(S(1));
        ExpectTerminated(a);
    }

    [Fact]
    public void The_receive_timeout_comes_again_and_again_until_it_is_turned_off()
    {
        var (a, probe) = Start();
        Do(a, _ => Clocked.Timeout(S(10)));
        for (int i = 0; i < 3; i++)
        {
            AwaitCondition(() => ((TimeProviderScheduler)Sys.Scheduler).Count == 1);
            _time.Advance(S(10));
            probe.ExpectMsg("idle");
        }

        Do(a, _ => Clocked.Timeout(null));
        ((TimeProviderScheduler)Sys.Scheduler).Count.ShouldBe(0);
    }

    [Fact]
    public void The_receive_timeout_ends_with_the_actor()
    {
        var (a, _) = Start();
        Do(a, _ => Clocked.Timeout(S(10)));
        Watch(a);
        Sys.Stop(a);
        ExpectTerminated(a);
        ((TimeProviderScheduler)Sys.Scheduler).Count.ShouldBe(0);
    }

    private sealed class Failing(IActorRef probe) : ReceiveActor, IWithTimers
    {
        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart() => Timers.StartSingleTimer("key", "tick", TimeSpan.FromSeconds(1));

        protected override void Unhandled(object message) => throw new InvalidOperationException();

        protected override void PreRestart(Exception reason, object? message) => probe.Tell(message!);

        protected override void PostRestart(Exception reason)
        {
        }
    }

    [Fact]
    public async Task A_restart_sees_the_message_of_the_timer()
    {
        await Sys.ActorOf(Props.CreateBy(() => new Failing(TestActor))).Ask<ActorIdentity>(new Identify(null));
        _time.Advance(TimeSpan.FromSeconds(1));
        ExpectMsg("tick");
    }
}
