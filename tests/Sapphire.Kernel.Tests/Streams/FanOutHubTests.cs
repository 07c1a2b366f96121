using System.Collections.Concurrent;
using Sapphire.Kernel.Streams;
using Sapphire.Kernel.Streams.Dsl;
using Sapphire.Kernel.TestKit.Streams;

namespace Sapphire.Kernel.Tests.Streams;

/// <summary>One stream, many consumers, each with a buffer of its own.</summary>
public sealed class FanOutHubTests : TestKit.TestKit
{
    private ActorMaterializer Mat => Sys.Materializer();

    [Fact]
    public void EveryConsumerGetsEveryElementFromItsBeginning()
    {
        (TestPublisher.Probe<int> producer, Source<int, FanOutConsumer> hub) = Hub(64, FanOutOverflow.FailConsumer);
        producer.SendNext(0).ExpectRequest();
        TestSubscriber.Probe<int> first = hub.RunWith(this.SinkProbe<int>(), Mat).Request(100);
        producer.SendNext(1).ExpectRequest();
        TestSubscriber.Probe<int> second = hub.RunWith(this.SinkProbe<int>(), Mat).Request(100);
        producer.SendNext(2).SendNext(3).SendComplete();
        first.ExpectNext(1, 2, 3).ExpectComplete();
        second.ExpectNext(2, 3).ExpectComplete();
    }

    [Fact]
    public void ASlowConsumerLosesItsOldestAndHoldsNobodyBack()
    {
        ConcurrentQueue<int> dropped = new();
        (TestPublisher.Probe<int> producer, Source<int, FanOutConsumer> hub) = Hub(3, FanOutOverflow.DropOldest, dropped.Enqueue);
        TestSubscriber.Probe<int> fast = hub.RunWith(this.SinkProbe<int>(), Mat).Request(100);
        (FanOutConsumer statistics, TestSubscriber.Probe<int> slow) = hub.ToMaterialized(this.SinkProbe<int>(), Keep.Both).Run(Mat);
        for (int i = 0; i < 10; i++)
        {
            producer.SendNext(i);
            fast.ExpectNext(i);
        }

        producer.ExpectRequest();
        statistics.Dropped.ShouldBe(7);
        dropped.ShouldBe(Enumerable.Range(0, 7));
        producer.SendComplete();
        slow.Request(4).ExpectNext(7, 8, 9).ExpectComplete();
        fast.ExpectComplete();
    }

    [Fact]
    public void ASlowConsumerFailsAloneAfterWhatItHas()
    {
        ConcurrentQueue<int> dropped = new();
        (TestPublisher.Probe<int> producer, Source<int, FanOutConsumer> hub) = Hub(3, FanOutOverflow.FailConsumer, dropped.Enqueue);
        TestSubscriber.Probe<int> fast = hub.RunWith(this.SinkProbe<int>(), Mat).Request(100);
        (FanOutConsumer statistics, TestSubscriber.Probe<int> slow) = hub.ToMaterialized(this.SinkProbe<int>(), Keep.Both).Run(Mat);
        for (int i = 0; i < 10; i++)
        {
            producer.SendNext(i);
            fast.ExpectNext(i);
        }

        slow.Request(3).ExpectNext(0, 1, 2).ExpectError().ShouldBeOfType<FanOutOverflowException>().BufferSize.ShouldBe(3);
        statistics.Dropped.ShouldBe(1);
        dropped.ShouldBe([3]);

        // It may come again, and goes on from there.
        TestSubscriber.Probe<int> again = hub.RunWith(this.SinkProbe<int>(), Mat).Request(1);
        producer.SendNext(10);
        again.ExpectNext(10);
        fast.ExpectNext(10);
    }

    [Fact]
    public void AConsumerThatWaitsHasItsBufferFree()
    {
        (TestPublisher.Probe<int> producer, Source<int, FanOutConsumer> hub) = Hub(1, FanOutOverflow.FailConsumer);
        TestSubscriber.Probe<int> consumer = hub.RunWith(this.SinkProbe<int>(), Mat);
        consumer.Request(1);
        producer.SendNext(0);
        consumer.ExpectNext(0);
        producer.SendNext(1).ExpectRequest();
        producer.ExpectNoMsg(TimeSpan.FromMilliseconds(10));
        consumer.RequestNext(1);
    }

    [Fact]
    public async Task WithoutAConsumerElementsAreDiscardedAndUpstreamIsNeverHeldBack()
    {
        int dropped = 0;
        (Task<Done> ended, Source<int, FanOutConsumer> hub) = Source.From(Enumerable.Range(0, 10_000))
            .WatchTermination((_, done) => done)
            .ToMaterialized(FanOutHub.Sink<int>(2, FanOutOverflow.DropOldest, _ => dropped++), Keep.Both)
            .Run(Mat);
        (await ended).ShouldBe(Done.Instance);
        dropped.ShouldBe(0);

        // Completion is remembered.
        hub.RunWith(this.SinkProbe<int>(), Mat).ExpectComplete();
    }

    [Fact]
    public void AFailureComesAfterTheElementsAndIsRemembered()
    {
        InvalidOperationException broken = new("broken");
        (TestPublisher.Probe<int> producer, Source<int, FanOutConsumer> hub) = Hub(8, FanOutOverflow.DropOldest);
        TestSubscriber.Probe<int> slow = hub.RunWith(this.SinkProbe<int>(), Mat);
        producer.SendNext(1).SendNext(2).SendError(broken);
        slow.Request(2).ExpectNext(1, 2).ExpectError().ShouldBe(broken);
        hub.RunWith(this.SinkProbe<int>(), Mat).ExpectError().ShouldBe(broken);
    }

    [Fact]
    public async Task ACallbackThatThrowsFailsTheHub()
    {
        (Task<Done> ended, Source<int, FanOutConsumer> hub) = this.SourceProbe<int>()
            .Via(Flow.Create<int>())
            .MapMaterializedValue(p => p)
            .WatchTermination((p, done) => (p, done))
            .ToMaterialized(FanOutHub.Sink<int>(1, FanOutOverflow.DropOldest, _ => throw new InvalidOperationException("callback")), (left, source) => (left, source))
            .MapMaterializedValue(m =>
            {
                TestSubscriber.Probe<int> slow = m.source.RunWith(this.SinkProbe<int>(), Mat);
                _ = Task.Run(() => m.left.p.UnsafeSendNext(1).UnsafeSendNext(2));
                return (m.left.done, m.source);
            })
            .Run(Mat);
        (await Should.ThrowAsync<InvalidOperationException>(() => ended)).Message.ShouldBe("callback");
        hub.RunWith(this.SinkProbe<int>(), Mat).ExpectError().Message.ShouldBe("callback");
    }

    [Fact]
    public void EitherSidesActorMayEnd()
    {
        ActorMaterializer owner = ActorMaterializer.Create(Sys);
        ActorMaterializer other = ActorMaterializer.Create(Sys);
        (TestPublisher.Probe<int> producer, Source<int, FanOutConsumer> hub) = this.SourceProbe<int>()
            .ToMaterialized(FanOutHub.Sink<int>(2, FanOutOverflow.FailConsumer), Keep.Both).Run(owner);
        TestSubscriber.Probe<int> dying = hub.RunWith(this.SinkProbe<int>(), other).Request(10);
        TestSubscriber.Probe<int> living = hub.RunWith(this.SinkProbe<int>(), Mat);
        producer.SendNext(1);
        dying.ExpectNext(1);
        other.Shutdown();
        dying.ExpectError().ShouldBeOfType<AbruptTerminationException>();
        producer.SendNext(2).ExpectRequest();
        owner.Shutdown();
        producer.ExpectCancellation().ShouldBeOfType<AbruptTerminationException>();
        living.Request(2).ExpectNext(1, 2).ExpectError().ShouldBeOfType<AbruptTerminationException>();
        hub.RunWith(this.SinkProbe<int>(), Mat).ExpectError().ShouldBeOfType<AbruptTerminationException>();
    }

    [Fact]
    public async Task ALongStreamReachesFastConsumersInOrder()
    {
        Source<int, FanOutConsumer> hub = Source.From(Enumerable.Range(0, 20_000)).RunWith(FanOutHub.Sink<int>(20_000, FanOutOverflow.FailConsumer), Mat);
        Task<bool>[] all = [.. Enumerable.Range(0, 4).Select(_ => InOrder())];
        foreach (Task<bool> one in all) (await one).ShouldBeTrue();

        async Task<bool> InOrder()
        {
            int? last = null;
            await hub.RunWith(
                Sink.ForEach<int>(x =>
                {
                    if (last is { } l && x != l + 1) throw new InvalidOperationException($"{x} after {l}");
                    last = x;
                }),
                Mat);
            return last is null or 19_999;
        }
    }

    private (TestPublisher.Probe<int> Producer, Source<int, FanOutConsumer> Hub) Hub(int size, FanOutOverflow overflow, Action<int>? onDropped = null) =>
        this.SourceProbe<int>().ToMaterialized(FanOutHub.Sink(size, overflow, onDropped), Keep.Both).Run(Mat);
}
