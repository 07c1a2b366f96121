using Sapphire.Kernel.Streams;
using Sapphire.Kernel.Streams.Dsl;
using Sapphire.Kernel.Util;

namespace Sapphire.Kernel.Tests.Streams;

/// <summary>The ends of streams, and what stands instead of a failure.</summary>
public sealed class SourceAndSinkTests : StreamTest
{
    private async Task<IReadOnlyList<T>> RunAsync<T, TMat>(Source<T, TMat> source) => await source.RunWith(Sink.Seq<T>(), Mat);

    [Fact]
    public async Task SimpleSources()
    {
        (await RunAsync(Source.Single(1))).ShouldBe([1]);
        (await RunAsync(Source.Empty<int>())).ShouldBeEmpty();
        (await RunAsync(Source.Repeat(7).Take(3))).ShouldBe([7, 7, 7]);
        (await RunAsync(Source.Cycle(() => new List<int> { 1, 2 }.GetEnumerator()).Take(5))).ShouldBe([1, 2, 1, 2, 1]);
        (await RunAsync(Source.FromEnumerator(() => new List<int> { 1, 2 }.GetEnumerator()))).ShouldBe([1, 2]);
        (await RunAsync(Source.FromTask(Task.FromResult(3)))).ShouldBe([3]);
        await Should.ThrowAsync<InvalidOperationException>(() => RunAsync(Source.Failed<int>(new InvalidOperationException())));
        await Should.ThrowAsync<InvalidOperationException>(() => RunAsync(Source.FromTask(Task.FromException<int>(new InvalidOperationException()))));
        await Should.ThrowAsync<ArgumentException>(() => RunAsync(Source.Cycle(() => new List<int>().GetEnumerator())));
    }

    [Fact]
    public async Task UnfoldsEndWithNone()
    {
        (await RunAsync(Source.Unfold<int, int>(0, s => s < 3 ? (s + 1, s * 10) : Option<(int, int)>.None))).ShouldBe([0, 10, 20]);
        (await RunAsync(Source.UnfoldAsync<int, int>(0, async s =>
        {
            await Task.Yield();
            return s < 3 ? (s + 1, s * 10) : Option<(int, int)>.None;
        }))).ShouldBe([0, 10, 20]);
        (await RunAsync(Source.UnfoldInfinite<int, int>(1, s => (s * 2, s)).Take(4))).ShouldBe([1, 2, 4, 8]);
    }

    [Theory]
    [InlineData("completes")]
    [InlineData("cancelled")]
    [InlineData("fails")]
    public async Task AResourceIsClosedOnceAtEachEnd(string how)
    {
        int closed = 0;
        Source<int, NotUsed> source = Source.UnfoldResourceAsync<int, Queue<int>>(
            () => Task.FromResult(new Queue<int>([1, 2, 3])),
            q => Task.FromResult(how == "fails" && q.Count == 1 ? throw new InvalidOperationException() : q.TryDequeue(out int x) ? x : Option<int>.None),
            _ =>
            {
                Interlocked.Increment(ref closed);
                return Task.FromResult(Done.Instance);
            });
        if (how == "completes") (await RunAsync(source)).ShouldBe([1, 2, 3]);
        else if (how == "cancelled") (await RunAsync(source.Take(1))).ShouldBe([1]);
        else await Should.ThrowAsync<InvalidOperationException>(() => RunAsync(source));
        AwaitCondition(() => Mat.RunningGraphs == 0);
        closed.ShouldBe(1);
    }

    [Fact]
    public async Task NeverEndsOnlyByCancellation()
    {
        Drain<int> drain = Source.Never<int>().RunWith(Drain<int>.Sink, Mat);
        drain.Request();
        drain.Cancel();
        await drain.ExpectCompleteAsync();
    }

    [Fact]
    public async Task MaybeIsWhatItsPromiseIs()
    {
        (TaskCompletionSource<string> promise, Task<System.Collections.Immutable.IImmutableList<string>> all) = Source.Maybe<string>().ToMaterialized(Sink.Seq<string>(), Keep.Both).Run(Mat);
        promise.SetResult("yes");
        (await all).ShouldBe(["yes"]);
        (promise, all) = Source.Maybe<string>().ToMaterialized(Sink.Seq<string>(), Keep.Both).Run(Mat);
        promise.SetResult(null!);
        (await all).ShouldBeEmpty();
        (promise, all) = Source.Maybe<string>().ToMaterialized(Sink.Seq<string>(), Keep.Both).Run(Mat);
        promise.SetException(new InvalidOperationException());
        await Should.ThrowAsync<InvalidOperationException>(() => all);
        promise = Source.Maybe<string>().ToMaterialized(Sink.Cancelled<string>(), Keep.Left).Run(Mat);
        (await promise.Task.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeNull();
    }

    [Fact]
    public async Task ALazySourceIsMadeWithTheFirstPull()
    {
        int made = 0;
        Source<int, Task<int>> source = Source.Lazily(() =>
        {
            made++;
            return Source.From([1, 2]).MapMaterializedValue(_ => 5);
        });
        (Task<int> mat, Drain<int> drain) = source.ToMaterialized(Drain<int>.Sink, Keep.Both).Run(Mat);
        made.ShouldBe(0);
        await drain.ExpectAsync(1, 2);
        await drain.ExpectCompleteAsync();
        (await mat).ShouldBe(5);
        mat = source.To(Sink.Cancelled<int>()).Run(Mat);
        await Should.ThrowAsync<InvalidOperationException>(() => mat.WaitAsync(TimeSpan.FromSeconds(20)));
        made.ShouldBe(1);
    }

    [Fact]
    public async Task SinksThatGiveOneValue()
    {
        Source<int, NotUsed> source = Source.From([1, 2, 3]);
        (await source.RunWith(Sink.First<int>(), Mat)).ShouldBe(1);
        (await source.RunWith(Sink.Last<int>(), Mat)).ShouldBe(3);
        (await source.RunWith(Sink.Sum<int>((a, b) => a + b), Mat)).ShouldBe(6);
        (await source.RunWith(Sink.AggregateAsync<int, string>("", (a, b) => Task.FromResult(a + b)), Mat)).ShouldBe("123");
        Source<int, NotUsed> none = Source.Empty<int>();
        await Should.ThrowAsync<NoSuchElementException>(() => none.RunWith(Sink.First<int>(), Mat));
        await Should.ThrowAsync<NoSuchElementException>(() => none.RunWith(Sink.Last<int>(), Mat));
        await Should.ThrowAsync<NoSuchElementException>(() => none.RunWith(Sink.Sum<int>((a, b) => a + b), Mat));
        (await none.RunWith(Sink.FirstOrDefault<int>(), Mat)).ShouldBe(0);
        (await Source.Empty<string>().RunWith(Sink.LastOrDefault<string>(), Mat)).ShouldBeNull();
    }

    [Fact]
    public async Task FirstCancelsUpstream()
    {
        Feed<int> feed = new();
        Task<int> first = feed.Source.RunWith(Sink.First<int>(), Mat);
        feed.Send(1, 2);
        (await first).ShouldBe(1);
        (await feed.Released).ShouldBeNull();
        feed.Given.ShouldBe(1);
    }

    [Fact]
    public async Task ShortWaysToRun()
    {
        Source<int, NotUsed> source = Source.From([1, 2, 3]);
        List<int> seen = [];
        await source.RunForeach(seen.Add, Mat);
        seen.ShouldBe([1, 2, 3]);
        (await source.RunAggregate("", (a, b) => a + b, Mat)).ShouldBe("123");
        (await source.RunAggregateAsync("", (a, b) => Task.FromResult(a + b), Mat)).ShouldBe("123");
        (await source.RunSum((a, b) => a + b, Mat)).ShouldBe(6);
    }

    [Fact]
    public async Task OnCompleteHearsOfBothEnds()
    {
        TaskCompletionSource<string> end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Source.Single(1).RunWith(Sink.OnComplete<int>(() => end.SetResult("completed"), ex => end.SetResult(ex.Message)), Mat);
        (await end.Task.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe("completed");
        end = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        Source.Failed<int>(new InvalidOperationException("failed")).RunWith(Sink.OnComplete<int>(() => end.SetResult("completed"), ex => end.SetResult(ex.Message)), Mat);
        (await end.Task.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe("failed");
    }

    [Fact]
    public async Task RecoverGivesALastElement()
    {
        Feed<int> feed = new();
        Drain<int> drain = feed.Source.Recover(ex => ex is InvalidOperationException ? -1 : Option<int>.None).RunWith(Drain<int>.Sink, Mat);
        feed.Send(1).Fail(new InvalidOperationException());
        await drain.ExpectAsync(1, -1);
        await drain.ExpectCompleteAsync();
        (await feed.Released).ShouldBeOfType<InvalidOperationException>();
        await Should.ThrowAsync<NotSupportedException>(() => RunAsync(Source.Failed<int>(new NotSupportedException()).Recover(ex => ex is InvalidOperationException ? -1 : Option<int>.None)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 2)]
    [InlineData(-1, 5)]
    public async Task RecoverWithRetriesTriesAnotherSource(int attempts, int expectedTries)
    {
        int tries = 0;
        Source<int, NotUsed> failing = Source.Single(0).Concat(Source.Failed<int>(new InvalidOperationException()));
        List<int> seen = [];
        Task<Done> end = failing
            .RecoverWithRetries(_ => ++tries == 5 ? Source.Single(5) : Source.Single(tries).Concat(Source.Failed<int>(new InvalidOperationException())), attempts)
            .RunForeach(seen.Add, Mat);
        if (attempts < 0) await end;
        else await Should.ThrowAsync<InvalidOperationException>(() => end);
        tries.ShouldBe(expectedTries);
        seen.ShouldBe(Enumerable.Range(0, expectedTries + 1));
    }

    [Fact]
    public async Task SelectErrorChangesTheFailure()
    {
        Feed<int> feed = new();
        Drain<int> drain = feed.Source.SelectError(ex => new NotSupportedException("instead", ex)).RunWith(Drain<int>.Sink, Mat);
        feed.Fail(new InvalidOperationException());
        (await drain.ExpectFailureAsync<NotSupportedException>()).InnerException.ShouldBeOfType<InvalidOperationException>();
        (await feed.Released).ShouldBeOfType<InvalidOperationException>();
    }
}
