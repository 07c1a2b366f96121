using Sapphire.Kernel.Streams;
using Sapphire.Kernel.Streams.Dsl;
using Sapphire.Kernel.TestKit.Streams;

namespace Sapphire.Kernel.Tests.Streams;

/// <summary>Elements put into a stream from outside, and drawn out of one.</summary>
public sealed class SourceQueueTests : TestKit.TestKit
{
    private ActorMaterializer Mat => Sys.Materializer();

    [Fact]
    public async Task OfferedElementsGoThroughInOrder()
    {
        (ISourceQueueWithComplete<int> queue, TestSubscriber.Probe<int> down) = Run(10, OverflowStrategy.Fail);
        down.Request(3);
        for (int i = 1; i <= 3; i++) (await queue.OfferAsync(i)).ShouldBe(QueueOfferResult.Enqueued.Instance);
        down.ExpectNext(1, 2, 3);
        queue.Complete();
        down.ExpectComplete();
        await queue.WatchCompletionAsync();
        (await queue.OfferAsync(4)).ShouldBe(QueueOfferResult.QueueClosed.Instance);
    }

    [Theory]
    [InlineData(OverflowStrategy.DropHead, new[] { 3, 4 }, true)]
    [InlineData(OverflowStrategy.DropTail, new[] { 1, 4 }, true)]
    [InlineData(OverflowStrategy.DropBuffer, new[] { 3, 4 }, true)]
    [InlineData(OverflowStrategy.DropNew, new[] { 1, 2 }, false)]
    public async Task AFullQueueDropsByItsStrategy(OverflowStrategy strategy, int[] left, bool enqueued)
    {
        (ISourceQueueWithComplete<int> queue, TestSubscriber.Probe<int> down) = Run(2, strategy);
        for (int i = 1; i <= 4; i++)
        {
            (await queue.OfferAsync(i) is QueueOfferResult.Enqueued).ShouldBe(i <= 2 || enqueued);
        }

        queue.Complete();
        down.Request(4).ExpectNextN(left).ExpectComplete();
    }

    [Fact]
    public async Task AFullQueueFailsWhereItIsTo()
    {
        (ISourceQueueWithComplete<int> queue, TestSubscriber.Probe<int> down) = Run(1, OverflowStrategy.Fail);
        await queue.OfferAsync(1);
        (await queue.OfferAsync(2)).ShouldBeOfType<QueueOfferResult.Failure>().Cause.ShouldBeOfType<BufferOverflowException>();
        down.ExpectError().ShouldBeOfType<BufferOverflowException>();
        await Should.ThrowAsync<BufferOverflowException>(queue.WatchCompletionAsync);
        (await queue.OfferAsync(3)).ShouldBeOfType<QueueOfferResult.Failure>();
    }

    [Fact]
    public async Task UnderBackPressureAnOfferWaitsAndMoreThanAllowedFail()
    {
        (ISourceQueueWithComplete<int> queue, TestSubscriber.Probe<int> down) = Run(1, OverflowStrategy.Backpressure, maxConcurrentOffers: 2);
        await queue.OfferAsync(1);
        Task<IQueueOfferResult> second = queue.OfferAsync(2);
        Task<IQueueOfferResult> third = queue.OfferAsync(3);
        await Should.ThrowAsync<InvalidOperationException>(() => queue.OfferAsync(4));
        second.IsCompleted.ShouldBeFalse();
        down.RequestNext(1);
        (await second).ShouldBe(QueueOfferResult.Enqueued.Instance);
        third.IsCompleted.ShouldBeFalse();
        queue.Complete();
        (await queue.OfferAsync(5)).ShouldBe(QueueOfferResult.QueueClosed.Instance);

        // What waited before the completion still goes.
        down.Request(2).ExpectNext(2, 3).ExpectComplete();
        (await third).ShouldBe(QueueOfferResult.Enqueued.Instance);
        await queue.WatchCompletionAsync();
    }

    [Theory]
    [InlineData(OverflowStrategy.DropHead, true)]
    [InlineData(OverflowStrategy.DropBuffer, true)]
    [InlineData(OverflowStrategy.DropNew, false)]
    [InlineData(OverflowStrategy.DropTail, false)]
    public async Task WithoutABufferAnOfferWaitsForItsReader(OverflowStrategy strategy, bool newestWins)
    {
        (ISourceQueueWithComplete<int> queue, TestSubscriber.Probe<int> down) = Run(0, strategy);
        Task<IQueueOfferResult> first = queue.OfferAsync(1);
        first.IsCompleted.ShouldBeFalse();
        Task<IQueueOfferResult> second = queue.OfferAsync(2);
        (await (newestWins ? first : second)).ShouldBe(QueueOfferResult.Dropped.Instance);
        down.RequestNext(newestWins ? 2 : 1);
        (await (newestWins ? second : first)).ShouldBe(QueueOfferResult.Enqueued.Instance);

        // A reader that waits gets the next one at once.
        down.Request(1).ExpectNoMsg(TimeSpan.FromMilliseconds(10));
        (await queue.OfferAsync(3)).ShouldBe(QueueOfferResult.Enqueued.Instance);
        down.ExpectNext(3);
    }

    [Fact]
    public async Task NoOfferOutlivesTheStream()
    {
        // Cancelled from below.
        (ISourceQueueWithComplete<int> cancelled, TestSubscriber.Probe<int> down) = Run(1, OverflowStrategy.Backpressure);
        await cancelled.OfferAsync(1);
        Task<IQueueOfferResult> waiting = cancelled.OfferAsync(2);
        down.Cancel();
        (await waiting.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe(QueueOfferResult.QueueClosed.Instance);
        await cancelled.WatchCompletionAsync();
        (await cancelled.OfferAsync(3)).ShouldBe(QueueOfferResult.QueueClosed.Instance);

        // Failed by its user.
        InvalidOperationException cause = new("enough");
        (ISourceQueueWithComplete<int> failed, down) = Run(1, OverflowStrategy.Backpressure);
        await failed.OfferAsync(1);
        waiting = failed.OfferAsync(2);
        failed.Fail(cause);
        (await waiting.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeOfType<QueueOfferResult.Failure>().Cause.ShouldBe(cause);
        down.ExpectError().ShouldBe(cause);
        (await Should.ThrowAsync<InvalidOperationException>(failed.WatchCompletionAsync)).ShouldBe(cause);

        // Its actor has ended.
        ActorMaterializer own = ActorMaterializer.Create(Sys);
        ISourceQueueWithComplete<int> orphan = Source.Queue<int>(1, OverflowStrategy.Backpressure).To(this.SinkProbe<int>()).Run(own);
        await orphan.OfferAsync(1);
        waiting = orphan.OfferAsync(2);
        own.Shutdown();
        (await waiting.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeOfType<QueueOfferResult.Failure>().Cause.ShouldBeOfType<StreamDetachedException>();
        (await Should.ThrowAsync<StreamDetachedException>(orphan.WatchCompletionAsync)).InnerException.ShouldBeOfType<AbruptTerminationException>();
    }

    [Fact]
    public async Task ManyThreadsMayOffer()
    {
        (ISourceQueueWithComplete<int> queue, Task<int> sum) = Source.Queue<int>(8, OverflowStrategy.Backpressure, maxConcurrentOffers: 4)
            .ToMaterialized(Sink.Aggregate<int, int>(0, (a, b) => a + b), Keep.Both).Run(Mat);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < 1_000; i++) (await queue.OfferAsync(1)).ShouldBe(QueueOfferResult.Enqueued.Instance);
        })));
        queue.Complete();
        (await sum).ShouldBe(4_000);
    }

    [Fact]
    public async Task ASinkQueueGivesElementsThenTheEndThenNothing()
    {
        ISinkQueue<int> queue = Source.From([1, 2]).RunWith(Sink.Queue<int>(), Mat);
        (await queue.PullAsync()).Value.ShouldBe(1);
        (await queue.PullAsync()).Value.ShouldBe(2);
        (await queue.PullAsync()).HasValue.ShouldBeFalse();
        await Should.ThrowAsync<StreamDetachedException>(queue.PullAsync);
    }

    [Fact]
    public async Task ASinkQueueDrawsAheadByItsBufferAndTakesOnePullAtATime()
    {
        (TestPublisher.Probe<int> up, ISinkQueue<int> queue) = this.SourceProbe<int>()
            .ToMaterialized(Sink.Queue<int>().WithAttributes(Attributes.CreateInputBuffer(1, 2)), Keep.Both).Run(Mat);
        Task<Kernel.Util.Option<int>> waiting = queue.PullAsync();
        await Should.ThrowAsync<InvalidOperationException>(queue.PullAsync);
        up.SendNext(1);
        (await waiting).Value.ShouldBe(1);

        // Two in the ring, one that waits.
        up.SendNext(2).SendNext(3).SendNext(4).ExpectNoMsg(TimeSpan.FromMilliseconds(10));
        InvalidOperationException cause = new("broken");
        (await queue.PullAsync()).Value.ShouldBe(2);
        (await queue.PullAsync()).Value.ShouldBe(3);
        (await queue.PullAsync()).Value.ShouldBe(4);
        up.SendError(cause);
        (await Should.ThrowAsync<InvalidOperationException>(queue.PullAsync)).ShouldBe(cause);
    }

    [Fact]
    public async Task ASinkQueueFailsWhenItsActorEnds()
    {
        ActorMaterializer own = ActorMaterializer.Create(Sys);
        ISinkQueue<int> full = Source.From(Enumerable.Range(0, int.MaxValue)).RunWith(Sink.Queue<int>(), own);
        ISinkQueue<int> empty = this.SourceProbe<int>().RunWith(Sink.Queue<int>(), own);
        Task waiting = empty.PullAsync();
        (await full.PullAsync()).Value.ShouldBe(0);
        own.Shutdown();
        await Should.ThrowAsync<AbruptTerminationException>(() => waiting);
        await Should.ThrowAsync<AbruptTerminationException>(async () =>
        {
            while ((await full.PullAsync()).HasValue)
            {
            }
        });
        AwaitCondition(() => own.RunningGraphs == 0);
    }

    private (ISourceQueueWithComplete<int> Queue, TestSubscriber.Probe<int> Down) Run(int size, OverflowStrategy strategy, int maxConcurrentOffers = 1) =>
        Source.Queue<int>(size, strategy, maxConcurrentOffers).ToMaterialized(this.SinkProbe<int>(), Keep.Both).Run(Mat);
}
