using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;
using Sapphire.Kernel.TestKit;
using Sapphire.Kernel.TestKit.TestActors;

namespace Sapphire.Kernel.Tests.TestKits;

/// <summary>Time, filters, probes and what else the test kit has.</summary>
public sealed class KitTests : Sapphire.Kernel.TestKit.TestKit
{
    private static string Fails(Action action) => Should.Throw<TestKitAssertionException>(action).Message;

    [Fact]
    public void A_block_has_a_time_that_its_expectations_share()
    {
        Should.Throw<InvalidOperationException>(() => Remaining);
        Within(TimeSpan.FromMinutes(5), () =>
        {
            Remaining.ShouldBeInRange(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5));
            Within(TimeSpan.FromMinutes(9), () => Remaining.ShouldBeLessThanOrEqualTo(TimeSpan.FromMinutes(5)));
            RemainingOrDilated(TimeSpan.FromSeconds(1)).ShouldBe(TimeSpan.FromSeconds(1));
        });
        Within(TimeSpan.FromMinutes(1), () => 5).ShouldBe(5);
        string tooLong = Fails(() => Within(TimeSpan.FromMilliseconds(20), () => { ExpectMsg<int>(); }));
        tooLong.ShouldContain("but nothing came");
        Fails(() => Within(TimeSpan.Zero, () => { SpinWait.SpinUntil(() => false, 2); })).ShouldStartWith("Expected the block to take at most 00:00:00, but it took");
        Fails(() => Within(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), () => { }, "soon")).ShouldContain("at least 00:01:00");

        // Silence uses up its time by its nature.
        Within(TimeSpan.FromMilliseconds(1), () => ExpectNoMsg());
    }

    [Fact]
    public async Task A_block_that_never_ends_fails_in_time()
    {
        await WithinAsync(TimeSpan.FromMinutes(1), () => Task.CompletedTask);
        (await WithinAsync(TimeSpan.FromMinutes(1), () => Task.FromResult(3))).ShouldBe(3);
        var never = new TaskCompletionSource();
        (await Should.ThrowAsync<TestKitAssertionException>(() => WithinAsync(TimeSpan.FromMilliseconds(1), () => never.Task))).Message.ShouldContain("had not ended");
    }

    [Fact]
    public void Times_come_from_the_configuration_and_are_dilated()
    {
        using var kit = new Sapphire.Kernel.TestKit.TestKit("akka.test { timefactor = 3, single-expect-default = 7 s, default-timeout = 9 s, filter-leeway = 11 s, expect-no-message-default = 1 ms }");
        kit.Dilated(TimeSpan.FromSeconds(1)).ShouldBe(TimeSpan.FromSeconds(3));
        kit.RemainingOrDefault.ShouldBe(TimeSpan.FromSeconds(21));
        kit.TestKitSettings.DefaultTimeout.ShouldBe(TimeSpan.FromSeconds(9));
        kit.TestKitSettings.TestEventFilterLeeway.ShouldBe(TimeSpan.FromSeconds(11));
        kit.TestActor.Tell("x");
        Fails(() => kit.ExpectNoMsg()).ShouldContain("within 00:00:00.0030000");
        kit.CreateTestProbe().Dilated(TimeSpan.FromSeconds(1)).ShouldBe(TimeSpan.FromSeconds(3));
        Should.Throw<ArgumentException>(() => new Sapphire.Kernel.TestKit.TestKit("akka.test.timefactor = 0"));
    }

    [Fact]
    public async Task Conditions_and_assertions_are_tried_until_they_hold()
    {
        int tries = 0;
        AwaitCondition(() => ++tries == 3);
        await AwaitConditionAsync(() => Task.FromResult(++tries == 5));
        AwaitAssert(() => (++tries).ShouldBe(8), interval: TimeSpan.FromMilliseconds(1));
        await AwaitAssertAsync(() => (++tries).ShouldBe(10));
        AwaitConditionNoThrow(() => false, TimeSpan.Zero).ShouldBeFalse();
        Fails(() => AwaitCondition(() => false, TimeSpan.Zero, "never")).ShouldBe("Expected the condition to hold within 00:00:00, but it did not. (never)");
        Should.Throw<ShouldAssertException>(() => AwaitAssert(() => 1.ShouldBe(2), TimeSpan.Zero)).Message.ShouldContain("2");
    }

    private void Write(Action<ILoggingAdapter> log, object? source = null) => log(Logging.GetLogger(Sys, source ?? "here"));

    [Fact]
    public void A_filter_counts_the_lines_that_match()
    {
        EventFilter.Error("boom 1").ExpectOne(() => Write(l => l.Error("boom {0}", 1)));
        EventFilter.Warning(start: "bo").ExpectOne(() => Write(l => l.Warning("boom")));
        EventFilter.Info(contains: "oo").Expect(2, () => Write(l => { l.Info("boom"); l.Info("loom"); l.Info("bam"); }));
        EventFilter.Debug(new Regex("^b.*m$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)), source: "here").ExpectOne(() => Write(l => l.Debug("boom")));
        EventFilter.ForLogLevel(LogLevel.Warning, "w").ExpectOne(() => Write(l => l.Warning("w")));
        EventFilter.Custom(e => e.LogSource == "there").ExpectOne(() => Write(l => l.Info("x"), "there"));
        EventFilter.Exception<ArgumentException>("bad").ExpectOne(() => Write(l => l.Error(new ArgumentException("bad"), "words")));
        EventFilter.Exception(typeof(FormatException), contains: "words", checkInnerExceptions: true)
            .ExpectOne(() => Write(l => l.Error(new InvalidOperationException("x", new FormatException("y")), "many words")));
        EventFilter.Error("a").And.Warning("b").Expect(2, () => Write(l => { l.Error("a"); l.Warning("b"); }));
        EventFilter.Error("a").ExpectOne(() =>
        {
            Write(l => l.Error("a"));
            return 5;
        }).ShouldBe(5);
    }

    [Fact]
    public void A_filter_fails_with_what_it_looked_for_how_many_came_and_what_else()
    {
        TimeSpan atOnce = TimeSpan.Zero;
        string message = Fails(() => EventFilter.Error("boom").Expect(1, atOnce, () => Write(l => l.Error("bam"))));
        message.ShouldStartWith("Expected a line of log Error \"boom\" 1 times within 00:00:00, but saw 0.");
        message.ShouldContain("bam");
        Fails(() => EventFilter.Error(source: "x").Expect(1, atOnce, () => Write(l => l.Error("bam")))).ShouldContain("Error from x");
        Fails(() => EventFilter.Error().ExpectOne(() => Write(l => { l.Error("1"); l.Error("2"); }))).ShouldContain("but saw 2");
        Fails(() => EventFilter.Error().Expect(0, atOnce, () => Write(l => l.Error("1")))).ShouldContain("0 times");
        Fails(() => EventFilter.Exception<FormatException>().ExpectOne(atOnce, () => Write(l => l.Error(new InvalidOperationException("y", new FormatException()), "x")))).ShouldContain("FormatException");
        EventFilter.Error("bam").Mute(() => Fails(() => EventFilter.Error("boom").Expect(1, atOnce, () => Write(l => l.Error("bam")))).ShouldContain("Others of these kinds: none"));
    }

    [Fact]
    public async Task A_filter_counts_dead_letters()
    {
        await EventFilter.DeadLetter().ExpectOneAsync(() => Sys.DeadLetters.Tell("a"));
        await EventFilter.DeadLetter<string>(s => s == "b").ExpectOneAsync(() => Sys.DeadLetters.Tell("b"));
        await EventFilter.DeadLetter<int>(source: TestActor.Path.ToString()).ExpectAsync(1, () =>
        {
            Sys.DeadLetters.Tell(1, TestActor);
            return Task.CompletedTask;
        });
        EventFilter.DeadLetter<int>().Expect(0, TimeSpan.Zero, () => Sys.DeadLetters.Tell("x"));
    }

    private sealed class Counter : ReceiveActor
    {
        public int Count { get; private set; }

        public int Thread { get; private set; }

        public Counter()
        {
            Receive<int>(i =>
            {
                Count += i;
                Thread = Environment.CurrentManagedThreadId;
                Sender.Tell(Count);
            });
            Receive<string>(_ => throw new FormatException("from the handler"));
            Receive<Terminated>(t => { Count = -1; });
        }
    }

    [Fact]
    public void A_TestActorRef_runs_at_once_on_this_thread_and_shows_its_actor()
    {
        TestActorRef<Counter> counter = ActorOfAsTestActorRef<Counter>("counter");
        counter.Tell(3);
        counter.UnderlyingActor.Count.ShouldBe(3);
        counter.UnderlyingActor.Thread.ShouldBe(Environment.CurrentManagedThreadId);
        ExpectMsgFrom(counter, 3, TimeSpan.Zero);
        counter.Receive(4, TestActor);
        ExpectMsg(7, TimeSpan.Zero);
        Should.Throw<FormatException>(() => counter.Receive("x"));
        counter.UnderlyingActor.Count.ShouldBe(7);
        EventFilter.Exception<FormatException>().ExpectOne(() => counter.Tell("x"));
        AwaitAssert(() => counter.UnderlyingActor.Count.ShouldBe(0));
        IActorRef other = ActorOf(BlackHoleActor.Props);
        counter.Watch(other);
        Sys.Stop(other);
        AwaitAssert(() => counter.UnderlyingActor.Count.ShouldBe(-1));
        (counter == counter.Ref).ShouldBeTrue();
        ActorOfAsTestActorRef(() => new Counter(), TestActor, "child").Path.Parent.ShouldBe(TestActor.Path);
    }

    [Fact]
    public void A_probe_answers_forwards_and_pilots()
    {
        TestProbe probe = CreateTestProbe("probe");
        IActorRef echo = ActorOf(SimpleEchoActor.Props());
        probe.Send(echo, "hello");
        probe.ExpectMsg("hello");
        probe.Sender.ShouldBe(echo);
        probe.Ref.Tell("question");
        probe.ExpectMsg("question");
        probe.Reply("answer");
        ExpectMsgFrom(probe, "answer");
        probe.Forward(TestActor);
        ExpectMsgFrom(TestActor, "question");
        probe.Forward(TestActor, "other");
        ExpectMsgFrom(TestActor, "other");
        int left = 2;
        probe.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            sender.Tell($"{message}!");
            return --left > 0 ? AutoPilot.KeepRunning : AutoPilot.NoAutoPilot;
        }));
        foreach (string s in (string[])["a", "b", "c"]) probe.Ref.Tell(s);
        ExpectMsg("a!");
        ExpectMsg("b!");
        probe.ReceiveN(3).ShouldBe(["a", "b", "c"]);
        ExpectNoMsg(1);
    }

    [Fact]
    public void Without_a_sender_the_test_actor_is_the_sender_also_after_an_await()
    {
        ActorOf(SimpleEchoActor.Props()).Tell("a");
        ExpectMsg("a");
        IActorRef echo = ActorOf(EchoActor.Props(this));
        echo.Tell("b");
        ReceiveN(2).ShouldBe(["b", "b"]);
        TestProbe probe = CreateTestProbe();
        ActorOf(ForwardActor.Props(probe)).Tell("c");
        probe.ExpectMsgFrom(TestActor, "c");
    }

    private sealed class Fragile : ReceiveActor
    {
        public Fragile(IActorRef probe)
        {
            probe.Tell(Context.Parent.Path.Name);
            ReceiveAny(_ => throw new FormatException());
        }
    }

    [Fact]
    public void A_child_of_the_test_actor_is_judged_as_its_strategy_says()
    {
        IActorRef probe = TestActor;
        IActorRef stops = ChildActorOf(Props.Create(() => new Fragile(probe)), "stops", SupervisorStrategy.StoppingStrategy);
        ExpectMsg("testActor");
        Watch(stops);
        stops.Tell("x");
        ExpectTerminated(stops);
        IActorRef restarts = ChildActorOf(Props.Create(() => new Fragile(probe)));
        ExpectMsg("testActor");
        restarts.Tell("x");
        ExpectMsg("testActor");
        Should.Throw<InvalidActorNameException>(() => ChildActorOf(Props.Create(() => new Fragile(probe)), "a b"));
    }

    [Fact]
    public void Latch_and_barrier_open_or_time_out()
    {
        using TestLatch latch = CreateTestLatch(2);
        latch.CountDown();
        Should.Throw<TimeoutException>(() => latch.Ready(TimeSpan.Zero)).Message.ShouldContain("1 of 2 counts were missing");
        latch.CountDown();
        latch.CountDown();
        latch.Ready();
        latch.Reset();
        latch.IsOpen.ShouldBeFalse();
        latch.Open();
        latch.IsOpen.ShouldBeTrue();
        using TestBarrier barrier = CreateTestBarrier(2);
        Should.Throw<TimeoutException>(() => barrier.Await(TimeSpan.Zero)).Message.ShouldContain("2");
        barrier.Reset();
        var other = new Thread(barrier.Await);
        other.Start();
        barrier.Await();
        other.Join();
    }

    [Fact]
    public void The_test_scheduler_is_moved_by_hand()
    {
        using var kit = new Sapphire.Kernel.TestKit.TestKit(TestConfigs.TestSchedulerConfig);
        DateTimeOffset start = kit.Scheduler.Now;
        kit.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(2), kit.TestActor, "tick", ActorRefs.NoSender, null);
        kit.Scheduler.Advance(TimeSpan.FromSeconds(1.9));
        kit.ExpectNoMsg(1);
        kit.Scheduler.AdvanceTo(start + TimeSpan.FromSeconds(2));
        kit.ExpectMsg("tick", TimeSpan.Zero);
        Should.Throw<InvalidOperationException>(() => Scheduler);
    }

    private sealed class Stubborn : ReceiveActor
    {
        private readonly ManualResetEventSlim _gate;

        public Stubborn(ManualResetEventSlim gate) => _gate = gate;

        protected override void PostStop() => _gate.Wait();
    }

    [Fact]
    public void Shutdown_fails_when_actors_do_not_end_and_names_them()
    {
        using var gate = new ManualResetEventSlim();
        using var kit = new Sapphire.Kernel.TestKit.TestKit();
        kit.ActorOf(Props.CreateBy(() => new Stubborn(gate)), "stubborn");
        Fails(() => kit.Shutdown(TimeSpan.FromMilliseconds(50))).ShouldContain("/user/stubborn");
        gate.Set();
    }
}
