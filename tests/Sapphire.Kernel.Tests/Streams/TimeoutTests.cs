using Sapphire.Kernel.Streams.Dsl;

namespace Sapphire.Kernel.Tests.Streams;

/// <summary>Timeouts, what keeps a stream alive, and ticks; the time is moved by hand.</summary>
public sealed class TimeoutTests : StreamTest
{
    private static readonly TimeSpan Half = TimeSpan.FromSeconds(0.5);

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
        Time.TimerCount.ShouldBe(before);
    }
}
