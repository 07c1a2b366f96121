using Sapphire.Kernel.Actor;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Kernel.Tests.Actor;

public sealed class SchedulerTests : Sapphire.Kernel.TestKit.TestKit
{
    private readonly ManualTimeProvider _time;

    public SchedulerTests()
        : this(new ManualTimeProvider())
    {
    }

    private SchedulerTests(ManualTimeProvider time)
        : base(null, time) => _time = time;

    private int Count => ((TimeProviderScheduler)Sys.Scheduler).Count;

    private static TimeSpan S(double s) => TimeSpan.FromSeconds(s);

    [Fact]
    public void Delays_can_be_given_in_milliseconds()
    {
        Sys.Scheduler.ScheduleTellOnce(1000, TestActor, "once", ActorRefs.NoSender);
        Sys.Scheduler.ScheduleTellRepeatedly(2000, 1000, TestActor, "again", ActorRefs.NoSender);
        Sys.Scheduler.Advanced.ScheduleOnce(1500, () => TestActor.Tell("called"));
        Sys.Scheduler.Advanced.ScheduleRepeatedly(2500, 1000, () => TestActor.Tell("called again"));
        _time.Advance(S(3.5));
        ReceiveN(6).ShouldBe(["once", "called", "again", "called again", "again", "called again"]);
    }

    [Fact]
    public void Each_kind_hands_out_a_switch()
    {
        ICancelable[] switches =
        [
            Sys.Scheduler.ScheduleTellOnceCancelable(1000, TestActor, "x", ActorRefs.NoSender),
            Sys.Scheduler.ScheduleTellRepeatedlyCancelable(1000, 1000, TestActor, "x", ActorRefs.NoSender),
            Sys.Scheduler.Advanced.ScheduleOnceCancelable(1000, () => TestActor.Tell("x")),
            Sys.Scheduler.Advanced.ScheduleRepeatedlyCancelable(1000, 1000, () => TestActor.Tell("x")),
        ];
        Count.ShouldBe(4);
        foreach (ICancelable c in switches)
        {
            c.IsCancellationRequested.ShouldBeFalse();
            c.Cancel();
            c.IsCancellationRequested.ShouldBeTrue();
        }

        Count.ShouldBe(0);
        _time.Advance(S(5));
        ExpectNoMsg(20);
    }

    [Fact]
    public void Delays_that_make_no_sense_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Sys.Scheduler.ScheduleTellOnce(S(-1), TestActor, "x", null));
        Should.Throw<ArgumentOutOfRangeException>(() => Sys.Scheduler.ScheduleTellRepeatedly(S(-1), S(1), TestActor, "x", null));
        Should.Throw<ArgumentOutOfRangeException>(() => Sys.Scheduler.ScheduleTellRepeatedly(S(1), TimeSpan.Zero, TestActor, "x", null));
        Should.Throw<ArgumentOutOfRangeException>(() => Sys.Scheduler.Advanced.ScheduleRepeatedly(S(1), S(-1), () => { }));
    }

    [Fact]
    public void Nothing_is_scheduled_with_a_switch_that_is_off_already()
    {
        Sys.Scheduler.ScheduleTellOnce(S(1), TestActor, "x", null, Cancelable.CreateCanceled());
        Count.ShouldBe(0);
        Cancelable.CreateCanceled().Token.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public void One_switch_ends_all_that_was_scheduled_with_it()
    {
        using var off = new Cancelable(Sys.Scheduler);
        Sys.Scheduler.ScheduleTellOnce(S(1), TestActor, "a", null, off);
        Sys.Scheduler.ScheduleTellRepeatedly(S(1), S(1), TestActor, "b", null, off);
        Sys.Scheduler.Advanced.ScheduleRepeatedly(S(1), S(1), () => TestActor.Tell("c"), off);
        _time.Advance(S(1));
        ReceiveN(3).ShouldBe(["a", "b", "c"]);
        off.Cancel();
        Count.ShouldBe(0);
        off.Cancel();
        _time.Advance(S(5));
        ExpectNoMsg(20);
    }

    [Fact]
    public void A_switch_can_go_off_by_itself_on_the_schedulers_clock()
    {
        using var early = new Cancelable(Sys.Scheduler, S(1));
        using var later = new Cancelable(Sys.Scheduler.Advanced);
        later.CancelAfter(2000);
        _time.Advance(S(1));
        early.IsCancellationRequested.ShouldBeTrue();
        later.IsCancellationRequested.ShouldBeFalse();
        _time.Advance(S(1));
        later.IsCancellationRequested.ShouldBeTrue();
        later.Token.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public void A_linked_switch_follows_others_but_does_not_lead_them()
    {
        using var a = new Cancelable(Sys.Scheduler);
        using var b = new CancellationTokenSource();
        ICancelable ab = Cancelable.CreateLinkedCancelable(Sys.Scheduler, a.Token, b.Token);
        ICancelable alone = Cancelable.CreateLinkedCancelable(Sys.Scheduler, a);
        alone.Cancel();
        a.IsCancellationRequested.ShouldBeFalse();
        b.Cancel();
        ab.IsCancellationRequested.ShouldBeTrue();
        a.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public void A_handed_out_switch_has_a_token_and_can_go_off_later()
    {
        ICancelable entry = Sys.Scheduler.ScheduleTellRepeatedlyCancelable(S(1), S(1), TestActor, "tick", null);
        bool told = false;
        using CancellationTokenRegistration _ = entry.Token.Register(() => told = true);
        entry.CancelAfter(S(2.5));
        _time.Advance(S(10));
        ReceiveN(2).ShouldBe(["tick", "tick"]);
        ExpectNoMsg(20);
        told.ShouldBeTrue();
        entry.Token.IsCancellationRequested.ShouldBeTrue();
        Count.ShouldBe(0);
        ((ICancelable?)null).CancelIfNotNull();
    }

    [Fact]
    public void A_disposed_switch_does_not_cancel_what_it_was_for()
    {
        var off = new Cancelable(Sys.Scheduler);
        Sys.Scheduler.ScheduleTellOnce(S(1), TestActor, "x", null, off);
        off.Dispose();
        off.IsDisposed.ShouldBeTrue();
        Should.Throw<ObjectDisposedException>(off.Cancel);
        _time.Advance(S(1));
        ExpectMsg("x");
    }

    [Fact]
    public void The_clocks_go_with_the_systems_time()
    {
        DateTimeOffset now = Sys.Scheduler.Now;
        TimeSpan monotonic = Sys.Scheduler.MonotonicClock;
        _time.Advance(S(5));
        (Sys.Scheduler.Now - now).ShouldBe(S(5));
        (Sys.Scheduler.MonotonicClock - monotonic).ShouldBe(S(5));
        Sys.Scheduler.HighResMonotonicClock.ShouldBe(Sys.Scheduler.MonotonicClock);
    }
}
