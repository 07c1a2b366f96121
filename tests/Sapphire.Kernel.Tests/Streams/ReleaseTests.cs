using System.Collections;
using System.Threading.Tasks.Sources;
using Sapphire.Kernel.Streams;
using Sapphire.Kernel.Streams.Dsl;
using Sapphire.Kernel.Streams.Implementation;

namespace Sapphire.Kernel.Tests.Streams;

/// <summary>What the stages hold is let go at each end, also when somebody's code throws then; what never waits can be ended all the same.</summary>
public sealed class ReleaseTests : StreamTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly InvalidOperationException Broken = new("broken");

    [Fact]
    public void ASinkThatThrowsWhenItHearsOfTheEndReleasesItsUpstream()
    {
        Disposal numbers = new(2);
        Source.From(numbers).To(Sink.OnComplete<int>(() => throw Broken, static _ => { })).Run(Mat);
        AwaitCondition(() => numbers.IsDisposed);
        Disposal others = new(2);
        Source.From(others).Select(int (int _) => throw Broken).To(Sink.OnComplete<int>(static () => { }, _ => throw Broken)).Run(Mat);
        AwaitCondition(() => others.IsDisposed);
    }

    [Theory]
    [InlineData("merge")]
    [InlineData("concat")]
    [InlineData("interleave")]
    [InlineData("orElse")]
    [InlineData("selectMany")]
    [InlineData("expand")]
    public async Task AnUpstreamThatThrowsWhenItIsReleasedLeavesNoOtherBehind(string junction)
    {
        Source<int, NotUsed> bad = Source.From(new Disposal(int.MaxValue) { Failure = Broken });
        Feed<int> feed = new();
        feed.Send(1);
        Source<int, NotUsed> source = junction switch
        {
            "merge" => bad.Merge(feed.Source),
            "concat" => bad.Concat(feed.Source),
            "interleave" => bad.Interleave(feed.Source, 1),
            "orElse" => bad.Where(static x => x < 0).Take(1).OrElse(feed.Source),
            "selectMany" => feed.Source.SelectMany(_ => new Disposal(int.MaxValue) { Failure = Broken }),
            _ => feed.Source.Expand(_ => new Disposal(int.MaxValue) { Failure = Broken }.GetEnumerator()),
        };
        Drain<int> drain = source.RunWith(Drain<int>.Sink, Mat);
        if (junction != "orElse") await drain.RequestNextAsync();
        drain.Cancel();
        await feed.Released;
    }

    [Fact]
    public async Task ACallbackThatThrowsKeepsNoOtherRunFromItsEnd()
    {
        List<Task<Done>> ends = [];
        for (int i = 0; i < 4; i++)
        {
            Feed<int> feed = new();
            ends.Add(Source.From(() => WaitsAsync()).RunWith(Sink.Ignore<int>(), Mat));
            ends.Add(feed.Source.RunWith(Sink.Ignore<int>(), Mat));
        }

        AwaitCondition(() => Volatile.Read(ref _waiting) == 4);
        Should.NotThrow(Mat.Shutdown);
        foreach (Task<Done> end in ends) await Should.ThrowAsync<AbruptTerminationException>(() => end.WaitAsync(Patience));
    }

    [Fact]
    public async Task ARunThatIsEndedAndThenDiscardedLetsGoOfItsHub()
    {
        Feed<int> feed = new();
        Source<int, NotUsed> hub = feed.Source.RunWith(BroadcastHub.Sink<int>(2), Mat);
        ActorMaterializer own = ActorMaterializer.Create(Sys);
        Should.Throw<InvalidOperationException>(() => hub.MapMaterializedValue<NotUsed>(_ =>
        {
            own.Shutdown();
            throw Broken;
        }).To(Sink.Ignore<int>()).Run(own));
        own.RunningGraphs.ShouldBe(0);

        // Nobody but this one holds the hub back.
        Drain<int> drain = hub.RunWith(Drain<int>.Sink, Mat);
        feed.Send(1, 2, 3, 4, 5, 6);
        await drain.ExpectAsync(1, 2, 3, 4, 5, 6);
        feed.Complete();
        await drain.ExpectCompleteAsync();
    }

    [Fact]
    public async Task SourcesThatFailAtOnceAreReplacedOneByOne()
    {
        int left = 3_000;
        IReadOnlyList<int> all = await Source.Failed<int>(new InvalidOperationException())
            .RecoverWithRetries(_ => --left > 0 ? Source.Failed<int>(new InvalidOperationException()) : Source.Single(7), -1)
            .RunWith(Sink.Seq<int>(), Mat)
            .WaitAsync(Patience);
        all.ShouldBe([7]);
    }

    [Fact]
    public async Task ManyEmptySourcesInARowAreNoDepth()
    {
        Source<int, NotUsed>[] rest = [.. Enumerable.Repeat(Source.Empty<int>(), 20_000), Source.Single(7)];
        IReadOnlyList<int> all = await Source.Combine(Source.Empty<int>(), Source.Empty<int>(), n => new Concat<int>(n), rest)
            .RunWith(Sink.Seq<int>(), Mat)
            .WaitAsync(Patience);
        all.ShouldBe([7]);
    }

    [Theory]
    [InlineData("where")]
    [InlineData("selectMany")]
    [InlineData("aggregateAsync")]
    [InlineData("recover")]
    [InlineData("conflate")]
    public async Task AStreamThatNeverWaitsCanBeEndedAndLetsOthersRun(string kind)
    {
        ActorMaterializer own = ActorMaterializer.Create(Sys);
        Source<int, NotUsed> ones = Source.Repeat(1);
        Source<int, NotUsed> endless = kind switch
        {
            "where" => ones.Where(static x => x < 0),
            "selectMany" => ones.SelectMany(static _ => Array.Empty<int>()),
            "aggregateAsync" => ones.AggregateAsync(0, static (a, _) => Task.FromResult(a)),
            "recover" => Source.Failed<int>(new InvalidOperationException()).RecoverWithRetries(static _ => Source.Failed<int>(new InvalidOperationException()), -1),
            _ => ones.Conflate(static (a, _) => a).Where(static x => x < 0),
        };

        // More of them than there are threads.
        Task<Done>[] ends = [.. Enumerable.Range(0, Environment.ProcessorCount * 4).Select(_ => endless.RunWith(Sink.Ignore<int>(), own))];
        (await Source.From(Enumerable.Range(0, 1_000)).Async().RunWith(Sink.Seq<int>(), Mat).WaitAsync(Patience)).Count.ShouldBe(1_000);
        own.Shutdown();
        foreach (Task<Done> end in ends) await Should.ThrowAsync<AbruptTerminationException>(() => end.WaitAsync(Patience));
    }

    [Fact]
    public async Task ARestartedPartConsumesEachMoveOnce()
    {
        int runs = 0;
        IReadOnlyList<int> all = await RestartSource.OnFailuresWithBackoff(
                () => ++runs == 1 ? Stages.Source<int>(static _ => new OneMove()) : Source.Single(runs),
                RestartSettings.Create(TimeSpan.FromTicks(1), TimeSpan.FromTicks(1), 0))
            .Take(2)
            .RunWith(Sink.Seq<int>(), Mat)
            .WaitAsync(Patience);
        all.ShouldBe([0]);
    }

    [Fact]
    public async Task ATaskThatFailsWhileOthersAreJudgedIsJudgedToo()
    {
        TaskCompletionSource<int> first = new();
        IReadOnlyList<int> all = await Source.From([1, 2, 3])
            .SelectAsync(2, x => x switch
            {
                1 => first.Task,
                2 => Task.FromException<int>(new InvalidOperationException()),
                _ => Task.FromResult(x),
            })
            .WithAttributes(ActorAttributes.CreateSupervisionStrategy(_ =>
            {
                first.TrySetException(Broken);
                return Sapphire.Kernel.Streams.Supervision.Directive.Resume;
            }))
            .RunWith(Sink.Seq<int>(), Mat)
            .WaitAsync(Patience);
        all.ShouldBe([3]);
    }

    [Fact]
    public async Task APartitionerMayWaitForTheOthers()
    {
        using ManualResetEventSlim gone = new();
        Drain<int>[] drains = new Drain<int>[2];
        Sink<int, NotUsed> Probe(int i) => Drain<int>.Sink.MapMaterializedValue(d =>
        {
            drains[i] = d;
            return NotUsed.Instance;
        });
        Feed<int> feed = new();
        bool waited = false;
        feed.Source.RunWith(
            Sink.Combine(
                n => new Partition<int>(n, _ =>
                {
                    waited = gone.Wait(Patience);
                    return 0;
                }),
                Probe(0),
                Probe(1)),
            Mat);
        drains[0].Request();
        feed.Send(1);
        AwaitCondition(() => feed.Given == 1);
        await drains[1].CancelAsync();
        gone.Set();
        (await drains[0].NextAsync()).ShouldBe(1);
        waited.ShouldBeTrue();
        drains[0].Cancel();
    }

    private int _waiting;

    private async IAsyncEnumerable<int> WaitsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token = default)
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration first = token.Register(() => ended.TrySetResult());
        await using CancellationTokenRegistration second = token.Register(static () => throw Broken);
        Interlocked.Increment(ref _waiting);
        await ended.Task;
        yield break;
    }

    /// <summary>Zeros, which know when they are let go, and may throw then.</summary>
    private sealed class Disposal(int count) : IEnumerable<int>, IEnumerator<int>
    {
        private volatile bool _disposed;
        private int _left = count;

        public Exception? Failure { get; init; }

        public bool IsDisposed => _disposed;

        public int Current => 0;

        object IEnumerator.Current => 0;

        public IEnumerator<int> GetEnumerator() => this;

        IEnumerator IEnumerable.GetEnumerator() => this;

        public bool MoveNext() => _left-- > 0;

        public void Reset() => throw new NotSupportedException();

        public void Dispose()
        {
            _disposed = true;
            if (Failure is not null) throw Failure;
        }
    }

    /// <summary>One element, and then an end whose result, as that of a pooled task, is gone once it was looked at.</summary>
    private sealed class OneMove : PullIterator<int>, IValueTaskSource<bool>
    {
        private int _moves;
        private bool _consumed;

        public override ValueTask<bool> MoveNextAsync() => _moves++ == 0 ? new ValueTask<bool>(true) : new ValueTask<bool>(this, 0);

        public override ValueTask CancelAsync(Exception? cause) => ValueTask.CompletedTask;

        public bool GetResult(short token)
        {
            if (_consumed) throw Broken;
            _consumed = true;
            return false;
        }

        public ValueTaskSourceStatus GetStatus(short token) => _consumed ? throw Broken : ValueTaskSourceStatus.Succeeded;

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => throw new NotSupportedException();
    }
}
