using Sapphire.Kernel.Streams;
using Sapphire.Kernel.Streams.Dsl;

namespace Sapphire.Kernel.Tests.Streams;

/// <summary>Operators between sides of different rates, and how far upstream runs ahead of downstream.</summary>
public sealed class RateOperatorTests : StreamTest
{
    [Theory]
    [InlineData(OverflowStrategy.DropHead, new[] { 3, 4, 5 })]
    [InlineData(OverflowStrategy.DropTail, new[] { 1, 2, 5 })]
    [InlineData(OverflowStrategy.DropBuffer, new[] { 4, 5 })]
    [InlineData(OverflowStrategy.DropNew, new[] { 1, 2, 3 })]
    public async Task AFullBufferDrops(OverflowStrategy strategy, int[] left)
    {
        Feed<int> feed = new();
        Drain<int> drain = feed.Source.Buffer(3, strategy).RunWith(Drain<int>.Sink, Mat);
        feed.Send(1, 2, 3, 4, 5);
        AwaitCondition(() => feed.Pulls == 6);
        await drain.ExpectAsync(left);
        feed.Send(6);
        await drain.ExpectAsync(6);
        feed.Complete();
        await drain.ExpectCompleteAsync();
        (await feed.Released).ShouldBeNull();
    }

    [Fact]
    public async Task ABufferThatBackpressuresLosesNothing()
    {
        Feed<int> feed = new();
        Drain<int> drain = feed.Source.Buffer(3, OverflowStrategy.Backpressure).RunWith(Drain<int>.Sink, Mat);
        feed.Send([.. Enumerable.Range(0, 100)]).Complete();
        for (int i = 0; i < 100; i++)
        {
            (await drain.RequestNextAsync()).ShouldBe(i);
            feed.Given.ShouldBeLessThanOrEqualTo(i + 4);
        }

        await drain.ExpectCompleteAsync();
    }

    [Fact]
    public async Task ABufferThatFailsFailsBothEnds()
    {
        Feed<int> feed = new();
        Drain<int> drain = feed.Source.Buffer(2, OverflowStrategy.Fail).RunWith(Drain<int>.Sink, Mat);
        feed.Send(1, 2, 3);
        (await feed.Released).ShouldBeOfType<BufferOverflowException>();
        await drain.ExpectFailureAsync<BufferOverflowException>();
    }

    [Fact]
    public async Task AFailureOvertakesABuffer()
    {
        Feed<int> feed = new();
        Drain<int> drain = feed.Source.Buffer(5, OverflowStrategy.Backpressure).RunWith(Drain<int>.Sink, Mat);
        feed.Send(1, 2).Fail(new InvalidOperationException());
        await feed.Released;
        await drain.ExpectFailureAsync<InvalidOperationException>();
    }

    [Fact]
    public async Task ConflateFoldsWhileDownstreamIsBusy()
    {
        Feed<int> feed = new();
        Drain<string> drain = feed.Source.ConflateWithSeed(x => $"{x}", (a, b) => $"{a},{b}").RunWith(Drain<string>.Sink, Mat);
        feed.Send(1, 2, 3);
        AwaitCondition(() => feed.Pulls == 4);
        await drain.ExpectAsync("1,2,3");
        Task<string> next = drain.RequestNextAsync();
        feed.Send(4);
        (await next).ShouldBe("4");
        feed.Send(5, 6).Complete();
        await feed.Released;
        await drain.ExpectAsync("5,6");
        await drain.ExpectCompleteAsync();
    }

    [Fact]
    public async Task ConflateFoldsElementsOfOneType()
    {
        Feed<int> feed = new();
        Drain<int> drain = feed.Source.Conflate((a, b) => a + b).RunWith(Drain<int>.Sink, Mat);
        feed.Send(1, 2, 3).Complete();
        await feed.Released;
        await drain.ExpectAsync(6);
        await drain.ExpectCompleteAsync();
    }

    [Fact]
    public async Task BatchHoldsBackAtItsMaximum()
    {
        Feed<int> feed = new();
        Drain<int[]> drain = feed.Source.Batch<int, int[], NotUsed>(3, x => [x], (a, b) => [.. a, b]).RunWith(Drain<int[]>.Sink, Mat);
        feed.Send([.. Enumerable.Range(0, 20)]);
        AwaitCondition(() => feed.Given == 4);
        (await drain.RequestNextAsync()).ShouldBe([0, 1, 2]);
        AwaitCondition(() => feed.Given == 7);
        (await drain.RequestNextAsync()).ShouldBe([3, 4, 5]);
        drain.Cancel();
        (await feed.Released).ShouldBeNull();
    }

    [Fact]
    public async Task AnElementTooHeavyForABatchIsOneByItself()
    {
        Feed<int> feed = new();
        Drain<int[]> drain = feed.Source.BatchWeighted<int, int[], NotUsed>(5, x => x, x => [x], (a, b) => [.. a, b]).RunWith(Drain<int[]>.Sink, Mat);
        feed.Send(2, 3, 9, 1).Complete();
        AwaitCondition(() => feed.Given == 3);
        (await drain.RequestNextAsync()).ShouldBe([2, 3]);
        (await drain.RequestNextAsync()).ShouldBe([9]);
        (await drain.RequestNextAsync()).ShouldBe([1]);
        await drain.ExpectCompleteAsync();
    }

    [Fact]
    public async Task ExpandRepeatsUntilTheNextElement()
    {
        Feed<int> feed = new();
        Drain<int> drain = feed.Source.Expand(x => Enumerable.Repeat(x, int.MaxValue).GetEnumerator()).RunWith(Drain<int>.Sink, Mat);
        feed.Send(1);
        await drain.ExpectAsync(1, 1, 1);
        feed.Send(2);
        await drain.Request(1).NextAsync();
        AwaitCondition(() => feed.Given == 2);
        drain.Cancel();
        await feed.Released;
    }

    [Fact]
    public async Task ExpandGivesEachElementOnceWhereTheRatesAreEqual() =>
        (await Source.From(Enumerable.Range(0, 100)).Expand(x => Enumerable.Repeat(x, 3).GetEnumerator()).RunWith(Sink.Seq<int>(), Mat)).ShouldBe(Enumerable.Range(0, 100));

    [Fact]
    public async Task ExpandLeavesOutElementsThatGiveNothing() =>
        (await Source.From(Enumerable.Range(0, 6)).Expand(x => Enumerable.Repeat(x, x % 2).GetEnumerator()).RunWith(Sink.Seq<int>(), Mat)).ShouldBe([1, 3, 5]);

    /// <summary>Each stage with how many elements it may draw beyond those that downstream has asked for.</summary>
    public static TheoryData<string, int> Bounds => new()
    {
        { "Select", 0 }, { "Async", 17 }, { "AsyncOfOne", 2 }, { "Buffer", 5 }, { "SelectAsync", 4 }, { "SelectAsyncUnordered", 4 }, { "Batch", 4 },
        { "GroupedWithin", 4 }, { "KeepAlive", 1 }, { "Merge", 1 }, { "Zip", 1 }, { "AlsoTo", 0 }, { "IdleTimeout", 0 }, { "Throttle", 0 }, { "Detach", 1 },
    };

    [Theory]
    [MemberData(nameof(Bounds))]
    public async Task UpstreamRunsAheadOnlySoFar(string stage, int bound)
    {
        Feed<int> feed = new();
        Source<int, NotUsed> source = stage switch
        {
            "Select" => feed.Source.Select(x => x),
            "Async" => feed.Source.Async(),
            "AsyncOfOne" => feed.Source.Async().WithAttributes(Attributes.CreateInputBuffer(1, 1)),
            "Buffer" => feed.Source.Buffer(5, OverflowStrategy.Backpressure),
            "SelectAsync" => feed.Source.SelectAsync(4, Task.FromResult),
            "SelectAsyncUnordered" => feed.Source.SelectAsyncUnordered(4, Task.FromResult),
            "Batch" => feed.Source.Batch<int, int[], NotUsed>(3, x => [x], (a, b) => [.. a, b]).Select(b => b[0]),
            "GroupedWithin" => feed.Source.GroupedWithin(3, Second).Select(b => b.First()),
            "KeepAlive" => feed.Source.KeepAlive(Second, () => 0),
            "Merge" => feed.Source.Merge(Source.Never<int>()),
            "Zip" => feed.Source.Zip(Source.Repeat(1)).Select(p => p.Item1),
            "AlsoTo" => feed.Source.AlsoTo(Sink.Ignore<int>(), propagateFailure: true),
            "IdleTimeout" => feed.Source.IdleTimeout(Second),
            "Throttle" => feed.Source.Throttle(1, Second, 1000, ThrottleMode.Shaping),
            _ => feed.Source.Detach(),
        };
        Drain<int> drain = source.RunWith(Drain<int>.Sink, Mat);
        feed.Send([.. Enumerable.Range(0, 1000)]);
        int groups = stage is "Batch" or "GroupedWithin" ? 3 : 1;
        for (int asked = 1; asked <= 20; asked++)
        {
            await drain.RequestNextAsync();
            feed.Given.ShouldBeLessThanOrEqualTo((asked * groups) + bound);
        }

        drain.Cancel();
        await feed.Released;
        feed.Given.ShouldBeLessThanOrEqualTo((20 * groups) + bound);
    }
}
