using Sapphire.Kernel.Streams;
using Sapphire.Kernel.Streams.Dsl;

namespace Sapphire.Kernel.Tests.Streams;

/// <summary>Operators that know the time, which is moved by hand.</summary>
public sealed class TimedOperatorTests : StreamTest
{
    private static readonly TimeSpan Half = TimeSpan.FromSeconds(0.5);

    [Fact]
    public async Task GroupedWithinEmitsAtTheNumberOrAtTheTick()
    {
        Feed<int> feed = new();
        Drain<IEnumerable<int>> drain = feed.Source.GroupedWithin(3, Second).RunWith(Drain<IEnumerable<int>>.Sink, Mat);
        feed.Send(1, 2, 3, 4);
        (await drain.RequestNextAsync()).ShouldBe([1, 2, 3]);
        AwaitCondition(() => feed.Pulls == 5);
        Task<IEnumerable<int>> next = drain.RequestNextAsync();
        Time.Advance(Half);
        drain.HasNext.ShouldBeFalse();
        Time.Advance(Half);
        (await next).ShouldBe([4]);

        // No tick makes an empty group.
        Time.Advance(Second * 3);
        feed.Send(5).Complete();
        (await drain.RequestNextAsync()).ShouldBe([5]);
        await drain.ExpectCompleteAsync();
    }

    [Fact]
    public async Task GroupedWithinGoesOnCollectingWhileNobodyPulls()
    {
        Feed<int> feed = new();
        Drain<IEnumerable<int>> drain = feed.Source.GroupedWithin(10, Second).RunWith(Drain<IEnumerable<int>>.Sink, Mat);
        feed.Send(1, 2);
        AwaitCondition(() => feed.Pulls == 3);
        Time.Advance(Second);
        feed.Send(3);
        AwaitCondition(() => feed.Pulls == 4);
        (await drain.RequestNextAsync()).ShouldBe([1, 2, 3]);
        drain.Cancel();
    }

    [Fact]
    public async Task GroupedWeightedWithinClosesAtTheWeight()
    {
        Feed<int> feed = new();
        Drain<IEnumerable<int>> drain = feed.Source.GroupedWeightedWithin(5, Second, x => x).RunWith(Drain<IEnumerable<int>>.Sink, Mat);
        feed.Send(2, 2, 3, 9, 1).Complete();
        (await drain.RequestNextAsync()).ShouldBe([2, 2]);
        (await drain.RequestNextAsync()).ShouldBe([3]);
        (await drain.RequestNextAsync()).ShouldBe([9]);
        (await drain.RequestNextAsync()).ShouldBe([1]);
        await drain.ExpectCompleteAsync();
    }

    [Fact]
    public async Task AShapingThrottleLetsABurstThroughAndThenHoldsBack()
    {
        Feed<int> feed = new();
        Drain<int> drain = feed.Source.Throttle(2, Second, 3, ThrottleMode.Shaping).RunWith(Drain<int>.Sink, Mat);
        feed.Send(1, 2, 3, 4, 5).Complete();
        await drain.ExpectAsync(1, 2, 3);
        Task<int> fourth = drain.RequestNextAsync();
        AwaitTimer();
        Time.Advance(Half - TimeSpan.FromTicks(1));
        drain.HasNext.ShouldBeFalse();
        Time.Advance(TimeSpan.FromTicks(1));
        (await fourth).ShouldBe(4);
        Task<int> fifth = drain.RequestNextAsync();
        AwaitTimer();
        Time.Advance(Half);
        (await fifth).ShouldBe(5);
        await drain.ExpectCompleteAsync();
    }

    [Fact]
    public async Task AThrottleCountsWhatElementsCost()
    {
        Feed<int> feed = new();
        Drain<int> drain = feed.Source.Throttle(10, Second, 10, x => x, ThrottleMode.Shaping).RunWith(Drain<int>.Sink, Mat);
        feed.Send(10, 5, 15);
        await drain.ExpectAsync(10);
        Task<int> second = drain.RequestNextAsync();
        AwaitTimer();
        Time.Advance(Half - TimeSpan.FromTicks(1));
        drain.HasNext.ShouldBeFalse();
        Time.Advance(TimeSpan.FromTicks(1));
        (await second).ShouldBe(5);
        Task<int> third = drain.RequestNextAsync();
        AwaitTimer();
        Time.Advance(Second * 1.5);
        (await third).ShouldBe(15);
        drain.Cancel();
    }

    [Fact]
    public async Task AnEnforcingThrottleFails()
    {
        Feed<int> feed = new();
        Drain<int> drain = feed.Source.Throttle(2, Second, 2, ThrottleMode.Enforcing).RunWith(Drain<int>.Sink, Mat);
        feed.Send(1, 2);
        await drain.ExpectAsync(1, 2);
        Time.Advance(Second);
        feed.Send(3, 4, 5);
        await drain.ExpectAsync(3, 4);
        await drain.ExpectFailureAsync<OverflowException>();
        (await feed.Released).ShouldBeOfType<OverflowException>();
    }

    [Fact]
    public async Task DelayKeepsOrderAndTime()
    {
        Feed<int> feed = new();
        Drain<int> drain = feed.Source.Delay(Second, DelayOverflowStrategy.Backpressure).RunWith(Drain<int>.Sink, Mat);
        feed.Send(1);
        AwaitCondition(() => feed.Pulls == 2);
        Time.Advance(Half);
        feed.Send(2);
        AwaitCondition(() => feed.Pulls == 3);
        Task<int> first = drain.RequestNextAsync();
        Time.Advance(Half - TimeSpan.FromTicks(1));
        drain.HasNext.ShouldBeFalse();
        Time.Advance(TimeSpan.FromTicks(1));
        (await first).ShouldBe(1);
        feed.Complete();
        await feed.Released;
        Task<int> second = drain.RequestNextAsync();
        Time.Advance(Half);
        (await second).ShouldBe(2);
        await drain.ExpectCompleteAsync();
    }

    [Theory]
    [InlineData(DelayOverflowStrategy.DropHead, new[] { 2, 3 })]
    [InlineData(DelayOverflowStrategy.DropTail, new[] { 1, 3 })]
    [InlineData(DelayOverflowStrategy.DropNew, new[] { 1, 2 })]
    [InlineData(DelayOverflowStrategy.DropBuffer, new[] { 3 })]
    [InlineData(DelayOverflowStrategy.EmitEarly, new[] { 1, 2, 3 })]
    public async Task AFullDelayLineFollowsItsStrategy(DelayOverflowStrategy strategy, int[] left)
    {
        Feed<int> feed = new();
        Drain<int> drain = feed.Source.Delay(Second, strategy).WithAttributes(Attributes.CreateInputBuffer(2, 2)).RunWith(Drain<int>.Sink, Mat);
        feed.Send(1, 2, 3);
        AwaitCondition(() => feed.Given == 3);
        if (strategy == DelayOverflowStrategy.EmitEarly) await drain.ExpectAsync(1);
        feed.Complete();
        await feed.Released;
        Time.Advance(Second);
        await drain.ExpectAsync(strategy == DelayOverflowStrategy.EmitEarly ? [2, 3] : left);
        await drain.ExpectCompleteAsync();
    }

    [Fact]
    public async Task InitialDelayPullsOnlyThen()
    {
        Feed<int> feed = new();
        Drain<int> drain = feed.Source.InitialDelay(Second).RunWith(Drain<int>.Sink, Mat);
        feed.Send(1);
        Task<int> next = drain.RequestNextAsync();
        Time.Advance(Half);
        feed.Pulls.ShouldBe(0);
        Time.Advance(Half);
        (await next).ShouldBe(1);
        drain.Cancel();
    }

    [Fact]
    public async Task TakeWithinEndsWhileItWaits()
    {
        Feed<int> feed = new();
        Drain<int> drain = feed.Source.TakeWithin(Second).RunWith(Drain<int>.Sink, Mat);
        feed.Send(1);
        await drain.ExpectAsync(1);
        Task end = drain.ExpectCompleteAsync();
        AwaitCondition(() => feed.Pulls == 2);
        Time.Advance(Second);
        await end;
        (await feed.Released).ShouldBeNull();
    }

    [Fact]
    public async Task SkipWithinDropsWhatComesEarly()
    {
        Feed<int> feed = new();
        Drain<int> drain = feed.Source.SkipWithin(Second).RunWith(Drain<int>.Sink, Mat);
        Task<int> next = drain.RequestNextAsync();
        feed.Send(1);
        AwaitCondition(() => feed.Pulls == 2);
        Time.Advance(Second);
        feed.Send(2);
        (await next).ShouldBe(2);
        drain.Cancel();
    }
}
