using Sapphire.Kernel.Streams.Dsl;

namespace Sapphire.Kernel.Tests.Streams;

/// <summary>Several sources as one.</summary>
public sealed class FanInTests : StreamTest
{
    private async Task<IReadOnlyList<T>> RunAsync<T>(Source<T, NotUsed> source) => await source.RunWith(Sink.Seq<T>(), Mat);

    [Fact]
    public async Task ConcatAndPrependGoOneAfterTheOther()
    {
        (await RunAsync(Source.From([1, 2]).Concat(Source.From([3])).Concat(Source.Empty<int>()).Concat(Source.Single(4)))).ShouldBe([1, 2, 3, 4]);
        (await RunAsync(Source.From([1, 2]).Prepend(Source.From([0])))).ShouldBe([0, 1, 2]);
        (await RunAsync(Source.Combine(Source.Single(1), Source.Single(2), n => new Concat<int>(n), Source.Single(3)))).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task ConcatReleasesTheFirstBeforeItPullsTheSecond()
    {
        Feed<int> first = new();
        Feed<int> second = new();
        Drain<int> drain = first.Source.Concat(second.Source).RunWith(Drain<int>.Sink, Mat);
        first.Send(1).Complete();
        await drain.ExpectAsync(1);
        second.Pulls.ShouldBe(0);
        second.Send(2);
        await drain.ExpectAsync(2);
        first.IsReleased.ShouldBeTrue();
        drain.Cancel();
        await second.Released;
    }

    [Fact]
    public async Task OrElseTakesOneOrTheOther()
    {
        (await RunAsync(Source.Empty<int>().OrElse(Source.From([1, 2])))).ShouldBe([1, 2]);
        Feed<int> other = new();
        (await RunAsync(Source.From([3]).OrElse(other.Source))).ShouldBe([3]);
        await other.Released;
        other.Pulls.ShouldBe(0);
    }

    [Fact]
    public async Task MergeGivesWhatComesAndEndsWithTheLast()
    {
        Feed<int> a = new();
        Feed<int> b = new();
        Drain<int> drain = a.Source.Merge(b.Source).RunWith(Drain<int>.Sink, Mat);
        b.Send(2);
        await drain.ExpectAsync(2);
        a.Send(1);
        await drain.ExpectAsync(1);
        a.Complete();
        b.Send(3);
        await drain.ExpectAsync(3);
        b.Complete();
        await drain.ExpectCompleteAsync();
    }

    [Fact]
    public async Task MergeIsFair() =>
        (await RunAsync(Source.Repeat(1).Merge(Source.Repeat(2)).Take(100))).Count(x => x == 1).ShouldBe(50);

    [Fact]
    public async Task AnEagerMergeEndsWithTheFirst()
    {
        Feed<int> a = new();
        (await RunAsync(a.Source.Merge(Source.Empty<int>(), eagerComplete: true))).ShouldBeEmpty();
        (await a.Released).ShouldBeNull();
        Feed<int> b = new();
        (await RunAsync(Source.Combine(b.Source, Source.Empty<int>(), n => new Merge<int>(n, eagerComplete: true)))).ShouldBeEmpty();
        await b.Released;
    }

    [Theory]
    [InlineData("Merge")]
    [InlineData("Zip")]
    [InlineData("MergeSorted")]
    [InlineData("Combine")]
    public async Task AFailureOfOneEndsTheOther(string junction)
    {
        Feed<int> a = new();
        Feed<int> b = new();
        Source<int, NotUsed> source = junction switch
        {
            "Merge" => a.Source.Merge(b.Source),
            "Zip" => a.Source.Zip(b.Source).Select(p => p.Item1),
            "MergeSorted" => a.Source.MergeSorted(b.Source),
            _ => Source.Combine(a.Source, b.Source, n => new Merge<int>(n)),
        };
        Drain<int> drain = source.RunWith(Drain<int>.Sink, Mat);
        Task failure = drain.ExpectFailureAsync<InvalidOperationException>();
        AwaitCondition(() => a.Pulls == 1 && b.Pulls == 1);
        b.Fail(new InvalidOperationException());
        await failure;
        (await a.Released).ShouldBeOfType<InvalidOperationException>();
        (await b.Released).ShouldBeOfType<InvalidOperationException>();
    }

    [Fact]
    public async Task InterleaveTakesTurns()
    {
        (await RunAsync(Source.From([1, 2, 3, 4, 5]).Interleave(Source.From([10, 20, 30]), 2))).ShouldBe([1, 2, 10, 20, 3, 4, 30, 5]);
        (await RunAsync(Source.Combine(Source.From([1, 2]), Source.From([10]), n => new Interleave<int>(n, 1), Source.From([100, 200])))).ShouldBe([1, 10, 100, 2, 200]);
        (await RunAsync(Source.Combine(Source.From([1, 2]), Source.From([10]), n => new Interleave<int>(n, 1, eagerClose: true)))).ShouldBe([1, 10, 2]);
    }

    [Fact]
    public async Task MergeSortedSorts()
    {
        (await RunAsync(Source.From([1, 3, 5]).MergeSorted(Source.From([2, 3, 9, 10])))).ShouldBe([1, 2, 3, 3, 5, 9, 10]);
        (await RunAsync(Source.From([5, 3]).MergeSorted(Source.From([4]), (x, y) => y.CompareTo(x)))).ShouldBe([5, 4, 3]);
    }

    [Fact]
    public async Task ZipEndsWithTheShorterWithoutWaitingForTheOther()
    {
        (await RunAsync(Source.From([1, 2, 3]).Zip(Source.From(["a", "b"])))).ShouldBe([(1, "a"), (2, "b")]);
        (await RunAsync(Source.From([1, 2, 3]).ZipWith(Source.From([10, 20, 30]), (a, b) => a + b))).ShouldBe([11, 22, 33]);
        Feed<int> feed = new();
        (await RunAsync(feed.Source.Zip(Source.Empty<int>()))).ShouldBeEmpty();
        (await feed.Released).ShouldBeNull();
    }

    [Fact]
    public async Task EachSourceGivesItsMaterialisedValue()
    {
        (TaskCompletionSource<int> a, TaskCompletionSource<int> b) =
            Source.CombineMaterialized(Source.Maybe<int>(), Source.Maybe<int>(), n => new Merge<int>(n), Keep.Both).ToMaterialized(Sink.Ignore<int>(), Keep.Left).Run(Mat);
        a.SetResult(1);
        b.SetResult(2);
        Task<int> sum;
        (a, sum) = Source.Single(1).MergeMaterialized(Source.Maybe<int>(), Keep.Right).ToMaterialized(Sink.Sum<int>((x, y) => x + y), Keep.Both).Run(Mat);
        a.SetResult(2);
        (await sum).ShouldBe(3);
    }

    [Fact]
    public async Task DownstreamsEndReachesAll()
    {
        Feed<int>[] feeds = [new(), new(), new()];
        Drain<int> drain = Source.Combine(feeds[0].Source, feeds[1].Source, n => new Merge<int>(n), feeds[2].Source).RunWith(Drain<int>.Sink, Mat);
        drain.Request();
        AwaitCondition(() => feeds.All(f => f.Pulls == 1));
        drain.Cancel(new InvalidOperationException("why"));
        foreach (Feed<int> feed in feeds) (await feed.Released)!.Message.ShouldBe("why");
    }
}
