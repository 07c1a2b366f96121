using Sapphire.Kernel.Streams;
using Sapphire.Kernel.Streams.Dsl;
using Sapphire.Kernel.TestKit.Streams;

namespace Sapphire.Kernel.Tests.Streams;

/// <summary>One stream, many consumers, of which the slowest sets the pace.</summary>
public sealed class BroadcastHubTests : TestKit.TestKit
{
    private static readonly TimeSpan s_while = TimeSpan.FromMilliseconds(20);

    private ActorMaterializer Mat => Sys.Materializer();

    [Fact]
    public void EveryConsumerGetsEveryElement()
    {
        (TestPublisher.Probe<int> producer, Source<int, NotUsed> hub) = this.SourceProbe<int>().ToMaterialized(BroadcastHub.Sink<int>(8), Keep.Both).Run(Mat);
        TestSubscriber.Probe<int>[] consumers = [.. Enumerable.Range(0, 3).Select(_ => hub.RunWith(this.SinkProbe<int>(), Mat).Request(20))];
        for (int i = 0; i < 20; i++) producer.SendNext(i);
        producer.SendComplete();
        foreach (TestSubscriber.Probe<int> consumer in consumers) consumer.ExpectNextN(Enumerable.Range(0, 20)).ExpectComplete();
    }

    [Fact]
    public void WithoutAConsumerTheBufferFillsAndUpstreamWaits()
    {
        (TestPublisher.Probe<int> producer, Source<int, NotUsed> hub) = this.SourceProbe<int>().ToMaterialized(BroadcastHub.Sink<int>(4), Keep.Both).Run(Mat);

        // Four in the buffer, and one that waits for room.
        for (int i = 0; i < 5; i++) producer.SendNext(i);
        producer.ExpectNoMsg(s_while);
        hub.RunWith(this.SinkProbe<int>(), Mat).Request(5).ExpectNext(0, 1, 2, 3, 4);
        producer.ExpectRequest().ShouldBe(1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void TheSlowestHoldsTheOthersBackByTheBuffer(int bufferSize)
    {
        Source<int, NotUsed> hub = Source.From(Enumerable.Range(0, int.MaxValue)).RunWith(BroadcastHub.Sink<int>(bufferSize), Mat);
        TestSubscriber.Probe<int> slow = hub.RunWith(this.SinkProbe<int>(), Mat);
        int first = slow.RequestNext();
        TestSubscriber.Probe<int> fast = hub.RunWith(this.SinkProbe<int>(), Mat).Request(10_000);

        // The fast one begins where the slow one is, and comes as far as the buffer.
        fast.ExpectNextN(Enumerable.Range(first + 1, bufferSize)).ExpectNoMsg(s_while);
        slow.Request(bufferSize).ExpectNextN(Enumerable.Range(first + 1, bufferSize));
        fast.ExpectNextN(Enumerable.Range(first + 1 + bufferSize, bufferSize)).ExpectNoMsg(s_while);

        // Without it, the other one goes on.
        slow.Cancel();
        fast.ExpectNextN(Enumerable.Range(first + 1 + (2 * bufferSize), 1_000));
        fast.Cancel();
    }

    [Fact]
    public void TheNextConsumerGoesOnWhereTheLastOneLeft()
    {
        Source<int, NotUsed> hub = Source.From(Enumerable.Range(1, 20)).RunWith(BroadcastHub.Sink<int>(8), Mat);
        TestSubscriber.Probe<int> first = hub.RunWith(this.SinkProbe<int>(), Mat).Request(10).ExpectNextN(Enumerable.Range(1, 10));
        first.Cancel();
        AwaitCondition(() => Mat.RunningGraphs <= 1);
        hub.RunWith(this.SinkProbe<int>(), Mat).Request(11).ExpectNextN(Enumerable.Range(11, 10)).ExpectComplete();
    }

    [Fact]
    public void CompletionIsRemembered()
    {
        (TestPublisher.Probe<int> producer, Source<int, NotUsed> hub) = this.SourceProbe<int>().ToMaterialized(BroadcastHub.Sink<int>(8), Keep.Both).Run(Mat);
        TestSubscriber.Probe<int> early = hub.RunWith(this.SinkProbe<int>(), Mat);
        producer.SendNext(1).SendNext(2).SendComplete();
        early.RequestNext(1);
        AwaitCondition(() => Mat.RunningGraphs == 1);

        // One that comes while another still reads gets what that one has before it.
        hub.RunWith(this.SinkProbe<int>(), Mat).Request(2).ExpectNext(2).ExpectComplete();
        early.RequestNext(2).ExpectComplete();
        AwaitCondition(() => Mat.RunningGraphs == 0);
        hub.RunWith(this.SinkProbe<int>(), Mat).ExpectComplete();
    }

    [Fact]
    public void WhatNobodyReadBeforeTheCompletionIsGone()
    {
        Source<int, NotUsed> hub = Source.From([1, 2]).RunWith(BroadcastHub.Sink<int>(8), Mat);
        AwaitCondition(() => Mat.RunningGraphs == 0);
        hub.RunWith(this.SinkProbe<int>(), Mat).ExpectComplete();
    }

    [Fact]
    public void AFailureReachesAllAndIsRemembered()
    {
        InvalidOperationException broken = new("broken");
        (TestPublisher.Probe<int> producer, Source<int, NotUsed> hub) = this.SourceProbe<int>().ToMaterialized(BroadcastHub.Sink<int>(8), Keep.Both).Run(Mat);
        TestSubscriber.Probe<int> waiting = hub.RunWith(this.SinkProbe<int>(), Mat).Request(5);
        TestSubscriber.Probe<int> slow = hub.RunWith(this.SinkProbe<int>(), Mat);
        producer.SendNext(1);
        waiting.ExpectNext(1);
        producer.SendError(broken);
        waiting.ExpectError().ShouldBe(broken);

        // At once, before what waits for it.
        slow.ExpectError().ShouldBe(broken);
        hub.RunWith(this.SinkProbe<int>(), Mat).ExpectError().ShouldBe(broken);
    }

    [Fact]
    public void ConsumersFailWhenTheHubsActorEnds()
    {
        ActorMaterializer owner = ActorMaterializer.Create(Sys);
        Source<int, NotUsed> hub = Source.From(Enumerable.Range(0, int.MaxValue)).RunWith(BroadcastHub.Sink<int>(8), owner);
        TestSubscriber.Probe<int> consumer = hub.RunWith(this.SinkProbe<int>(), Mat);
        consumer.RequestNext(0);
        owner.Shutdown();
        AwaitCondition(() => owner.RunningGraphs == 0);
        consumer.ExpectError().ShouldBeOfType<AbruptTerminationException>();
        hub.RunWith(this.SinkProbe<int>(), Mat).ExpectError().ShouldBeOfType<AbruptTerminationException>();
    }

    [Fact]
    public void AConsumerWhoseActorEndsHoldsNobodyBack()
    {
        ActorMaterializer other = ActorMaterializer.Create(Sys);
        Source<int, NotUsed> hub = Source.From(Enumerable.Range(0, int.MaxValue)).RunWith(BroadcastHub.Sink<int>(8), Mat);
        TestSubscriber.Probe<int> dying = hub.RunWith(this.SinkProbe<int>(), other);
        TestSubscriber.Probe<int> living = hub.RunWith(this.SinkProbe<int>(), Mat).Request(1_000);
        living.ExpectNextN(8).Count.ShouldBe(8);
        living.ExpectNoMsg(s_while);
        other.Shutdown();
        dying.ExpectError().ShouldBeOfType<AbruptTerminationException>();
        living.ExpectNextN(992).ShouldBe(Enumerable.Range(8, 992));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(4096)]
    public void TheBufferIsAPowerOfTwoBelow4096(int size) => Should.Throw<ArgumentException>(() => BroadcastHub.Sink<int>(size));
}
