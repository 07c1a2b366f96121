using System.Collections.Concurrent;
using Sapphire.Kernel.Streams;
using Sapphire.Kernel.Streams.Dsl;
using Sapphire.Kernel.TestKit;
using Sapphire.Kernel.TestKit.Streams;

namespace Sapphire.Kernel.Tests.Streams;

/// <summary>Parts of streams that are run again; on a clock that is moved by hand.</summary>
public sealed class RestartTests : TestKit.TestKit
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private static readonly InvalidOperationException s_broken = new("broken");

    private readonly ManualTimeProvider _clock;
    private readonly ConcurrentQueue<TestPublisher.Probe<int>> _runs = new();
    private readonly ConcurrentQueue<TestSubscriber.Probe<int>> _sinks = new();
    private int _started;

    public RestartTests()
        : this(new ManualTimeProvider())
    {
    }

    private RestartTests(ManualTimeProvider clock)
        : base(null, clock) => _clock = clock;

    private static RestartSettings Settings => RestartSettings.Create(s_second, 8 * s_second, 0);

    private ActorMaterializer Mat => Sys.Materializer();

    [Fact]
    public void ASourceIsRunAgainAfterGrowingWaitsWhetherItCompletesOrFails()
    {
        TestSubscriber.Probe<int> down = RestartSource.WithBackoff(Run, Settings).RunWith(this.SinkProbe<int>(), Mat).Request(100);
        for (int restart = 0; restart < 6; restart++)
        {
            TestPublisher.Probe<int> run = NextRun();
            run.SendNext(restart);
            down.ExpectNext(restart);
            if (restart % 2 == 0) run.SendComplete();
            else run.SendError(s_broken);
            BackOff(TimeSpan.FromSeconds(Math.Min(8, 1 << restart)));
        }

        down.Cancel();
        NextRun().ExpectCancellation().ShouldBeNull();
        AwaitCondition(() => Mat.RunningGraphs == 0);
    }

    [Fact]
    public void ARunLongerThanTheShortestWaitMakesWaitsGrowFromTheShortestAgain()
    {
        RestartSource.WithBackoff(Run, Settings).RunWith(this.SinkProbe<int>(), Mat).Request(100);
        NextRun().SendComplete();
        BackOff(s_second);
        TestPublisher.Probe<int> run = NextRun();
        run.ExpectRequest();
        _clock.Advance(s_second);
        run.SendComplete();

        // As long is not longer.
        BackOff(2 * s_second);
        run = NextRun();
        run.ExpectRequest();
        _clock.Advance(s_second + TimeSpan.FromTicks(1));
        run.SendComplete();
        BackOff(s_second);
        NextRun();
    }

    [Fact]
    public void AfterTheLastRestartTheEndIsTheEnd()
    {
        TestSubscriber.Probe<int> down = RestartSource.WithBackoff(Run, Settings.WithMaxRestarts(2, 10 * s_second)).RunWith(this.SinkProbe<int>(), Mat).Request(1);
        NextRun().SendError(s_broken);
        BackOff(s_second);
        NextRun().SendError(s_broken);
        BackOff(2 * s_second);
        NextRun().SendError(s_broken);
        down.ExpectError().ShouldBe(s_broken);
        _started.ShouldBe(3);
    }

    [Fact]
    public void ALongRunBeginsANewCountOfRestarts()
    {
        TestSubscriber.Probe<int> down = RestartSource.WithBackoff(Run, Settings.WithMaxRestarts(1, 10 * s_second)).RunWith(this.SinkProbe<int>(), Mat).Request(1);
        NextRun().SendError(s_broken);
        BackOff(s_second);
        TestPublisher.Probe<int> run = NextRun();
        run.ExpectRequest();
        _clock.Advance(11 * s_second);
        run.SendError(s_broken);
        BackOff(s_second);
        NextRun().SendComplete();
        down.ExpectComplete();
        _started.ShouldBe(3);
    }

    [Fact]
    public void WhereOnlyFailuresRestartCompletionIsTheEnd()
    {
        TestSubscriber.Probe<int> down = RestartSource.OnFailuresWithBackoff(Run, Settings).RunWith(this.SinkProbe<int>(), Mat).Request(1);
        NextRun().SendError(s_broken);
        BackOff(s_second);
        NextRun().SendComplete();
        down.ExpectComplete();
        _started.ShouldBe(2);
    }

    [Fact]
    public void NothingIsRunAgainAfterACancellationDuringTheWait()
    {
        int timers = _clock.TimerCount;
        TestSubscriber.Probe<int> down = RestartSource.WithBackoff(Run, Settings).RunWith(this.SinkProbe<int>(), Mat).Request(1);
        NextRun().SendComplete();
        AwaitCondition(() => _clock.TimerCount > timers);
        down.Cancel();
        AwaitCondition(() => Mat.RunningGraphs == 0);
        _clock.TimerCount.ShouldBe(timers);
        _clock.Advance(10 * s_second);
        _started.ShouldBe(1);
    }

    [Fact]
    public void TheRandomFactorLengthensTheWait()
    {
        RestartSource.WithBackoff(Run, Settings.WithRandomFactor(0.2).WithRandom(() => 0.5)).RunWith(this.SinkProbe<int>(), Mat).Request(1);
        NextRun().SendComplete();
        BackOff(1.1 * s_second);
        NextRun();
    }

    [Fact]
    public void AFactoryThatThrowsFailsTheStream()
    {
        RestartSource.WithBackoff<int, NotUsed>(() => throw s_broken, Settings).RunWith(this.SinkProbe<int>(), Mat).ExpectError().ShouldBe(s_broken);
        TestPublisher.Probe<int> up = this.SourceProbe<int>().To(RestartSink.WithBackoff<int, NotUsed>(() => throw s_broken, Settings)).Run(Mat);
        up.ExpectCancellation().ShouldBe(s_broken);
        AwaitCondition(() => Mat.RunningGraphs == 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AFlowIsRunAgainAndItsUpstreamStays(bool boundary)
    {
        (TestPublisher.Probe<int> up, TestSubscriber.Probe<int> down) = Through(RestartFlow.WithBackoff(() => Failing(boundary), Settings));
        down.Request(100);
        up.SendNext(1);
        down.ExpectNext(1);
        EventFilter.Warning("Restarting graph due to failure.").ExpectOne(() => up.SendNext(-1));
        BackOff(s_second);
        up.SendNext(2);
        down.ExpectNext(2);
        up.SendComplete();
        down.ExpectComplete();
        _started.ShouldBe(2);
        AwaitCondition(() => Mat.RunningGraphs == 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AFlowThatEndsWhileUpstreamIsIdleLosesNoElement(bool boundary)
    {
        UniqueKillSwitch? @switch = null;
        Flow<int, int, UniqueKillSwitch> flow = Flow.FromGraph(KillSwitches.Single<int>()).MapMaterializedValue(s => @switch = s);
        (TestPublisher.Probe<int> up, TestSubscriber.Probe<int> down) = Through(RestartFlow.WithBackoff(() => Counted(boundary ? flow.Async() : flow), Settings));
        down.Request(100);
        up.SendNext(1);
        down.ExpectNext(1);
        up.ExpectRequest();
        int timers = _clock.TimerCount;
        @switch!.Shutdown();
        AwaitCondition(() => _clock.TimerCount > timers);

        // The request of the first run is still open; the second one gets what answers it.
        up.SendNext(2);
        _clock.Advance(s_second);
        down.ExpectNext(2);
        down.Cancel();
        up.ExpectCancellation().ShouldBeNull();
        AwaitCondition(() => Mat.RunningGraphs == 0);
    }

    [Fact]
    public void AFlowFailsWithItsUpstream()
    {
        (TestPublisher.Probe<int> up, TestSubscriber.Probe<int> down) = Through(RestartFlow.WithBackoff(() => Failing(boundary: false), Settings));
        up.SendError(s_broken);
        down.ExpectError().ShouldBe(s_broken);
        _started.ShouldBe(1);
    }

    [Fact]
    public void AFlowThatOnlyFailuresRestartEndsWithItsCompletion()
    {
        UniqueKillSwitch? @switch = null;
        Flow<int, int, UniqueKillSwitch> flow = Flow.FromGraph(KillSwitches.Single<int>()).MapMaterializedValue(s => @switch = s);
        (TestPublisher.Probe<int> up, TestSubscriber.Probe<int> down) = Through(RestartFlow.OnFailuresWithBackoff(() => Counted(flow), Settings));
        down.Request(1);
        up.ExpectRequest();
        UniqueKillSwitch first = @switch!;
        first.Abort(s_broken);
        BackOff(s_second);
        AwaitCondition(() => @switch != first);
        @switch!.Shutdown();
        up.ExpectCancellation().ShouldBeNull();
        down.ExpectComplete();
    }

    [Fact]
    public void ASinkIsRunAgainAndItsUpstreamStays()
    {
        TestPublisher.Probe<int> up = this.SourceProbe<int>().To(RestartSink.WithBackoff(
            () =>
            {
                Interlocked.Increment(ref _started);
                return this.SinkProbe<int>().MapMaterializedValue(p =>
                {
                    _sinks.Enqueue(p);
                    return p;
                });
            },
            Settings)).Run(Mat);
        TestSubscriber.Probe<int> first = NextSink().Request(10);
        up.SendNext(1);
        first.ExpectNext(1);
        int timers = _clock.TimerCount;
        first.Cancel();
        AwaitCondition(() => _clock.TimerCount > timers);
        _clock.Advance(s_second);
        TestSubscriber.Probe<int> second = NextSink().Request(10);
        up.SendNext(2);
        second.ExpectNext(2);
        timers = _clock.TimerCount;
        EventFilter.Warning("Restarting graph due to failure.").ExpectOne(() => second.Cancel(s_broken));
        AwaitCondition(() => _clock.TimerCount > timers);
        _clock.Advance(2 * s_second);
        TestSubscriber.Probe<int> third = NextSink().Request(10);
        up.SendNext(3).SendComplete();
        third.ExpectNext(3).ExpectComplete();
        AwaitCondition(() => Mat.RunningGraphs == 0);
        _started.ShouldBe(3);
    }

    [Fact]
    public void ASinkCancelsItsUpstreamAfterTheLastRestart()
    {
        TestPublisher.Probe<int> up = this.SourceProbe<int>().To(RestartSink.WithBackoff(
            () => this.SinkProbe<int>().MapMaterializedValue(p =>
            {
                _sinks.Enqueue(p);
                return p;
            }),
            Settings.WithMaxRestarts(1, 10 * s_second))).Run(Mat);
        int timers = _clock.TimerCount;
        NextSink().Cancel();
        AwaitCondition(() => _clock.TimerCount > timers);
        _clock.Advance(s_second);
        NextSink().Cancel();
        up.ExpectCancellation().ShouldBeNull();
        AwaitCondition(() => Mat.RunningGraphs == 0);
    }

    [Fact]
    public void ARestartedStreamDiesWithItsActorInEachState()
    {
        foreach (bool backingOff in new[] { false, true })
        {
            ActorMaterializer own = ActorMaterializer.Create(Sys);
            int timers = _clock.TimerCount;
            TestSubscriber.Probe<int> down = RestartSource.WithBackoff(Run, Settings).RunWith(this.SinkProbe<int>(), own).Request(1);
            TestPublisher.Probe<int> up = this.SourceProbe<int>().To(RestartSink.WithBackoff(() => Flow.Create<int>().Async().To(Sink.Ignore<int>()), Settings)).Run(own);
            TestPublisher.Probe<int> run = NextRun();
            if (backingOff)
            {
                run.SendComplete();
                AwaitCondition(() => _clock.TimerCount > timers);
            }

            own.Shutdown();
            down.ExpectError().ShouldBeOfType<AbruptTerminationException>();
            up.ExpectCancellation().ShouldBeOfType<AbruptTerminationException>();
            AwaitCondition(() => own.RunningGraphs == 0);
            _clock.TimerCount.ShouldBe(timers);
        }
    }

    private Source<int, NotUsed> Run()
    {
        Interlocked.Increment(ref _started);
        return this.SourceProbe<int>().MapMaterializedValue(p =>
        {
            _runs.Enqueue(p);
            return NotUsed.Instance;
        });
    }

    private Flow<int, int, NotUsed> Failing(bool boundary)
    {
        Flow<int, int, NotUsed> flow = Counted(Flow.Create<int>().Select(x => x < 0 ? throw s_broken : x));
        return boundary ? flow.Async() : flow;
    }

    private Flow<int, int, TMat> Counted<TMat>(Flow<int, int, TMat> flow)
    {
        Interlocked.Increment(ref _started);
        return flow;
    }

    private (TestPublisher.Probe<int> Up, TestSubscriber.Probe<int> Down) Through(Flow<int, int, NotUsed> flow) =>
        this.SourceProbe<int>().Via(flow).ToMaterialized(this.SinkProbe<int>(), Keep.Both).Run(Mat);

    private TestPublisher.Probe<int> NextRun()
    {
        TestPublisher.Probe<int>? run = null;
        AwaitCondition(() => _runs.TryDequeue(out run));
        return run!;
    }

    private TestSubscriber.Probe<int> NextSink()
    {
        TestSubscriber.Probe<int>? sink = null;
        AwaitCondition(() => _sinks.TryDequeue(out sink));
        return sink!;
    }

    // Waits until the wait has begun; it lasts so long, not less.
    private void BackOff(TimeSpan wait)
    {
        int started = _started;
        AwaitCondition(() => _clock.TimerCount == 1);
        _clock.Advance(wait - TimeSpan.FromTicks(1));
        _clock.TimerCount.ShouldBe(1);
        _started.ShouldBe(started);
        _clock.Advance(TimeSpan.FromTicks(1));
        _clock.TimerCount.ShouldBe(0);
        AwaitCondition(() => _started == started + 1);
    }
}
