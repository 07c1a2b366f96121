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

    [Fact]
    public async Task InitialTimeoutMindsTheFirstElementOnly()
    {
        Feed<int> feed = new();
        Drain<int> drain = feed.Source.InitialTimeout(Second).RunWith(Drain<int>.Sink, Mat);
        feed.Send(1);
        await drain.ExpectAsync(1);
        Time.Advance(Second * 5);
        feed.Send(2);
        await drain.ExpectAsync(2);
        drain.Cancel();

        Feed<int> silent = new();
        Drain<int> waits = silent.Source.InitialTimeout(Second).RunWith(Drain<int>.Sink, Mat);
        Time.Advance(Second);
        (await silent.Released).ShouldBeOfType<TimeoutException>();
        await waits.ExpectFailureAsync<TimeoutException>();
    }

    [Fact]
    public async Task CompletionTimeoutFailsALivelyStreamToo()
    {
        Feed<int> feed = new();
        Drain<int> drain = feed.Source.CompletionTimeout(Second).RunWith(Drain<int>.Sink, Mat);
        feed.Send(1);
        await drain.ExpectAsync(1);
        Time.Advance(Half);
        feed.Send(2);
        await drain.ExpectAsync(2);
        Task failure = drain.ExpectFailureAsync<TimeoutException>();
        AwaitCondition(() => feed.Pulls == 3);
        Time.Advance(Half);
        await failure;
        (await feed.Released).ShouldBeOfType<TimeoutException>();
    }

    [Fact]
    public async Task IdleTimeoutStartsAnewWithEachElement()
    {
        Feed<int> feed = new();
        Drain<int> drain = feed.Source.IdleTimeout(Second).RunWith(Drain<int>.Sink, Mat);
        for (int i = 0; i < 4; i++)
        {
            Time.Advance(Half);
            feed.Send(i);
            await drain.ExpectAsync(i);
        }

        Task failure = drain.ExpectFailureAsync<TimeoutException>();
        AwaitCondition(() => feed.Pulls == 5);
        Time.Advance(Second - TimeSpan.FromTicks(1));
        feed.IsReleased.ShouldBeFalse();
        Time.Advance(TimeSpan.FromTicks(1));
        await failure;
        (await feed.Released).ShouldBeOfType<TimeoutException>();
    }

    [Fact]
    public async Task BackpressureTimeoutMindsDownstreamOnly()
    {
        Feed<int> feed = new();
        Drain<int> drain = feed.Source.BackpressureTimeout(Second).RunWith(Drain<int>.Sink, Mat);
        Task<int> next = drain.RequestNextAsync();
        AwaitCondition(() => feed.Pulls == 1);
        Time.Advance(Second * 3);
        feed.Send(1);
        (await next).ShouldBe(1);
        feed.IsReleased.ShouldBeFalse();
        Time.Advance(Second * 2);
        (await feed.Released).ShouldBeOfType<TimeoutException>();
        await drain.ExpectFailureAsync<TimeoutException>();
    }

    [Fact]
    public async Task KeepAliveInjectsOnlyWhenNothingCame()
    {
        Feed<int> feed = new();
        Drain<int> drain = feed.Source.KeepAlive(Second, () => -1).RunWith(Drain<int>.Sink, Mat);
        feed.Send(1);
        await drain.ExpectAsync(1);
        Task<int> next = drain.RequestNextAsync();
        AwaitTimer();
        Time.Advance(Second);
        (await next).ShouldBe(-1);

        // An element that came while nobody pulled goes before one of its own.
        feed.Send(2);
        AwaitCondition(() => feed.Given == 2);
        Time.Advance(Second * 2);
        await drain.ExpectAsync(2);
        feed.Complete();
        await drain.ExpectCompleteAsync();
    }

    [Fact]
    public async Task TicksThatNobodyWaitsForAreLost()
    {
        (Sapphire.Kernel.Actor.ICancelable clock, Drain<string> drain) =
            Source.Tick(Half, Second, "tick").ToMaterialized(Drain<string>.Sink, Keep.Both).Run(Mat);
        Time.Advance(Second * 5);
        Task<string> next = drain.RequestNextAsync();
        AwaitCondition(() =>
        {
            Time.Advance(Half);
            return next.IsCompleted;
        });
        (await next).ShouldBe("tick");
        clock.Cancel();
        await drain.ExpectCompleteAsync();
        clock.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public void ARunThatIsDiscardedLeavesNoTimer()
    {
        int before = Time.TimerCount;
        Should.Throw<InvalidOperationException>(() => Source.Tick(Second, Second, 1)
            .GroupedWithin(3, Second)
            .Select(g => g.First())
            .IdleTimeout(Second)
            .TakeWithin(Second)
            .BackpressureTimeout(Second)
            .To(Sink.Ignore<int>())
            .MapMaterializedValue<NotUsed>(_ => throw new InvalidOperationException())
            .Run(Mat));
        Time.TimerCount.ShouldBe(before + 5);
        Time.Advance(Second);
        Time.TimerCount.ShouldBe(before);
    }
}
