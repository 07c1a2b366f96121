using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Sapphire.Kernel.Streams;
using Sapphire.Kernel.Streams.Dsl;

namespace Sapphire.Kernel.Tests.Streams;

/// <summary>Operators that look at one element after the other.</summary>
public sealed class ElementOperatorTests : StreamTest
{
    private static Source<int, NotUsed> To(int n) => Source.From(Enumerable.Range(1, n));

    private async Task<IReadOnlyList<T>> RunAsync<T>(Source<T, NotUsed> source) => await source.RunWith(Sink.Seq<T>(), Mat);

    private async Task<int[][]> GroupsAsync(Source<IEnumerable<int>, NotUsed> source) => [.. (await RunAsync(source)).Select(g => g.ToArray())];

    [Fact]
    public async Task CollectKeepsWhatItsFunctionIsDefinedFor() =>
        (await RunAsync(To(6).Collect(x => x % 2 == 0, x => x * 10))).ShouldBe([20, 40, 60]);

    [Fact]
    public async Task WhereNotIsTheOppositeOfWhere() => (await RunAsync(To(6).WhereNot(x => x % 2 == 0))).ShouldBe([1, 3, 5]);

    [Fact]
    public async Task SelectManyEmitsSequencesInOrderAlsoEmptyOnes() =>
        (await RunAsync(To(4).SelectMany(x => Enumerable.Repeat(x, x - 1)))).ShouldBe([2, 3, 3, 4, 4, 4]);

    [Fact]
    public async Task StatefulSelectManyHasANewStateInEachRun()
    {
        Source<int, NotUsed> source = To(3).StatefulSelectMany<int, int, NotUsed>(() =>
        {
            int sum = 0;
            return x => [sum += x];
        });
        (await RunAsync(source)).ShouldBe([1, 3, 6]);
        (await RunAsync(source)).ShouldBe([1, 3, 6]);
    }

    [Fact]
    public async Task TakeOfNoneNeverPulls()
    {
        Feed<int> feed = new();
        (await feed.Source.Take(0).RunWith(Sink.Seq<int>(), Mat)).ShouldBeEmpty();
        (await feed.Released).ShouldBeNull();
        feed.Pulls.ShouldBe(0);
    }

    [Fact]
    public async Task TakeCancelsWithItsLastElement()
    {
        Feed<int> feed = new();
        Drain<int> drain = feed.Source.Take(2).RunWith(Drain<int>.Sink, Mat);
        feed.Send(1, 2, 3);
        await drain.ExpectAsync(1, 2);
        (await feed.Released).ShouldBeNull();
        feed.Given.ShouldBe(2);
        await drain.ExpectCompleteAsync();
    }

    [Theory]
    [InlineData(false, new[] { 1, 2 })]
    [InlineData(true, new[] { 1, 2, 3 })]
    public async Task TakeWhileEndsWithTheFirstThatDoesNotMeetIt(bool inclusive, int[] expected) =>
        (await RunAsync(To(9).TakeWhile(x => x < 3, inclusive))).ShouldBe(expected);

    [Fact]
    public async Task SkipAndSkipWhileDropAtTheStartOnly()
    {
        (await RunAsync(To(5).Skip(3))).ShouldBe([4, 5]);
        (await RunAsync(To(5).Skip(-1))).ShouldBe([1, 2, 3, 4, 5]);
        (await RunAsync(Source.From([1, 5, 1]).SkipWhile(x => x < 3))).ShouldBe([5, 1]);
    }

    [Fact]
    public async Task LimitFailsBeyondItAndNotAtIt()
    {
        (await RunAsync(To(3).Limit(3))).ShouldBe([1, 2, 3]);
        await Should.ThrowAsync<StreamLimitReachedException>(() => RunAsync(To(4).Limit(3)));
        await Should.ThrowAsync<StreamLimitReachedException>(() => RunAsync(To(4).LimitWeighted(5, x => x)));
        (await RunAsync(To(2).LimitWeighted(3, x => x))).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task ScanBeginsWithTheZeroAlsoWhenThereIsNoElement()
    {
        (await RunAsync(To(3).Scan(10, (a, b) => a + b))).ShouldBe([10, 11, 13, 16]);
        (await RunAsync(Source.Empty<int>().Scan(10, (a, b) => a + b))).ShouldBe([10]);
    }

    [Fact]
    public async Task AggregateEmitsOnceAtTheEnd()
    {
        (await RunAsync(To(3).Aggregate("", (a, b) => a + b))).ShouldBe(["123"]);
        (await RunAsync(Source.Empty<int>().Aggregate("zero", (a, b) => a + b))).ShouldBe(["zero"]);
        (await RunAsync(To(3).AggregateAsync("", (a, b) => Task.FromResult(a + b)))).ShouldBe(["123"]);
    }

    [Fact]
    public async Task SumNeedsAnElement()
    {
        (await RunAsync(To(4).Sum((a, b) => a * b))).ShouldBe([24]);
        await Should.ThrowAsync<NoSuchElementException>(() => RunAsync(Source.Empty<int>().Sum((a, b) => a * b)));
    }

    [Fact]
    public async Task GroupedEmitsARestAndNoEmptyGroup()
    {
        (await GroupsAsync(To(5).Grouped(2))).ShouldBe([[1, 2], [3, 4], [5]]);
        (await GroupsAsync(To(4).Grouped(2))).ShouldBe([[1, 2], [3, 4]]);
        (await GroupsAsync(Source.Empty<int>().Grouped(2))).ShouldBeEmpty();
        Should.Throw<ArgumentOutOfRangeException>(() => To(1).Grouped(0));
    }

    [Fact]
    public async Task SlidingOverlapsOrLeavesOut()
    {
        (await GroupsAsync(To(4).Sliding(2))).ShouldBe([[1, 2], [2, 3], [3, 4]]);
        (await GroupsAsync(To(4).Sliding(3, 2))).ShouldBe([[1, 2, 3], [3, 4]]);
        (await GroupsAsync(To(7).Sliding(2, 3))).ShouldBe([[1, 2], [4, 5], [7]]);
        (await GroupsAsync(To(2).Sliding(3))).ShouldBe([[1, 2]]);
    }

    [Fact]
    public async Task IntersperseAlsoFramesAnEmptyStream()
    {
        (await RunAsync(To(3).Intersperse(0))).ShouldBe([1, 0, 2, 0, 3]);
        (await RunAsync(To(3).Intersperse(-1, 0, -2))).ShouldBe([-1, 1, 0, 2, 0, 3, -2]);
        (await RunAsync(Source.Empty<int>().Intersperse(-1, 0, -2))).ShouldBe([-1, -2]);
    }

    [Fact]
    public async Task ZipWithIndexCountsFromZero() => (await RunAsync(Source.From(["a", "b"]).ZipWithIndex())).ShouldBe([("a", 0L), ("b", 1L)]);

    [Fact]
    public async Task LogTellsElementsAndTheEnd()
    {
        Recorder log = new();
        await To(2).Log("here", x => x * 10, log).RunWith(Sink.Ignore<int>(), Mat);
        await To(2).Log("here", log: log).RunWith(Sink.First<int>(), Mat);
        await Should.ThrowAsync<InvalidOperationException>(() => Source.Failed<int>(new InvalidOperationException()).Log("here", log: log).RunWith(Sink.Ignore<int>(), Mat));
        AwaitCondition(() => log.Lines.Count == 6);
        log.Lines.ShouldBe([
            "Debug [here] Element: 10", "Debug [here] Element: 20", "Debug [here] Upstream finished.",
            "Debug [here] Element: 1", "Debug [here] Downstream finished: it has had enough.",
            "Error [here] Upstream failed.",
        ]);
    }

    [Fact]
    public async Task ScanAsyncRunsOneAtATime()
    {
        int running = 0;
        IReadOnlyList<int> all = await RunAsync(To(20).ScanAsync(0, async (a, b) =>
        {
            Interlocked.Increment(ref running).ShouldBe(1);
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return a + b;
        }));
        all.ShouldBe(Enumerable.Range(0, 21).Select(n => n * (n + 1) / 2));
    }

    [Fact]
    public async Task FlowsOfferTheSameOperators()
    {
        Flow<int, string, NotUsed> flow = Flow.Create<int>().Where(x => x > 1).SelectMany(x => new[] { x, x }).Grouped(2).Select(g => string.Join('+', g)).Take(2);
        (await RunAsync(To(9).Via(flow))).ShouldBe(["2+2", "3+3"]);
    }

    private sealed class Recorder : ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{logLevel} {formatter(state, exception)}");
    }
}
