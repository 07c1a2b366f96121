using Sapphire.Kernel.Streams;
using Sapphire.Kernel.Streams.Dsl;
using Sapphire.Kernel.TestKit.Streams;

namespace Sapphire.Kernel.Tests.Streams;

/// <summary>Many producers, one stream.</summary>
public sealed class MergeHubTests : TestKit.TestKit
{
    private ActorMaterializer Mat => Sys.Materializer();

    [Fact]
    public void ElementsOfAllProducersArrive()
    {
        (Sink<int, NotUsed> hub, TestSubscriber.Probe<int> consumer) = MergeHub.Source<int>(16).ToMaterialized(this.SinkProbe<int>(), Keep.Both).Run(Mat);
        Source.From(Enumerable.Range(1, 10)).RunWith(hub, Mat);
        Source.From(Enumerable.Range(11, 10)).RunWith(hub, Mat);
        consumer.Request(20).ExpectNextN(20).Order().ShouldBe(Enumerable.Range(1, 20));
        consumer.Request(1).ExpectNoMsg(TimeSpan.FromMilliseconds(20));
    }

    [Fact]
    public void TheHubOutlivesItsProducers()
    {
        (Sink<int, NotUsed> hub, TestSubscriber.Probe<int> consumer) = MergeHub.Source<int>().ToMaterialized(this.SinkProbe<int>(), Keep.Both).Run(Mat);
        Source.From([1, 2, 3]).RunWith(hub, Mat);
        consumer.Request(3).ExpectNext(1, 2, 3);
        Source.From([4, 5]).RunWith(hub, Mat);
        consumer.Request(2).ExpectNext(4, 5);
    }

    [Fact]
    public void AProducerThatFailsIsLoggedAndRemovedAndTheHubGoesOn()
    {
        (Sink<int, NotUsed> hub, TestSubscriber.Probe<int> consumer) = MergeHub.Source<int>().ToMaterialized(this.SinkProbe<int>(), Keep.Both).Run(Mat);
        EventFilter.Exception<MergeHub.ProducerFailed>().ExpectOne(() =>
            Source.From([1, 2]).Select(x => x == 2 ? throw new InvalidOperationException("broken") : x).RunWith(hub, Mat));
        consumer.RequestNext(1);
        Source.Single(3).RunWith(hub, Mat);
        consumer.RequestNext(3);
    }

    [Fact]
    public void AProducerWaitsWhenItsBufferIsFullAndOthersDoNot()
    {
        (Sink<int, NotUsed> hub, TestSubscriber.Probe<int> consumer) = MergeHub.Source<int>(3).ToMaterialized(this.SinkProbe<int>(), Keep.Both).Run(Mat);
        TestPublisher.Probe<int> first = this.SourceProbe<int>().To(hub).Run(Mat);
        TestPublisher.Probe<int> second = this.SourceProbe<int>().To(hub).Run(Mat);

        // Three in the hub, and one that waits at its door.
        for (int i = 0; i < 4; i++) first.SendNext(i);
        first.ExpectNoMsg(TimeSpan.FromMilliseconds(20));
        for (int i = 10; i < 14; i++) second.SendNext(i);
        second.ExpectNoMsg(TimeSpan.FromMilliseconds(20));
        consumer.Request(8).ExpectNextN(8).Order().ShouldBe([0, 1, 2, 3, 10, 11, 12, 13]);
        first.ExpectRequest().ShouldBe(1);
        second.ExpectRequest().ShouldBe(1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(16)]
    public async Task LongStreamsKeepTheOrderOfEachProducer(int bufferSize)
    {
        const int Producers = 4;
        const int Each = 5_000;
        (Sink<(int Producer, int Value), NotUsed> hub, ISinkQueue<(int Producer, int Value)> consumer) =
            MergeHub.Source<(int, int)>(bufferSize).ToMaterialized(Sink.Queue<(int, int)>(), Keep.Both).Run(Mat);
        for (int p = 0; p < Producers; p++)
        {
            int producer = p;
            Source.From(Enumerable.Range(0, Each)).Select(x => (producer, x)).RunWith(hub, Mat);
        }

        int[] next = new int[Producers];
        for (int i = 0; i < Producers * Each; i++)
        {
            (int producer, int value) = (await consumer.PullAsync()).Value;
            value.ShouldBe(next[producer]++);
        }
    }

    [Fact]
    public async Task ProducersCompleteWhenTheConsumerCancelsAlsoWhileTheyAreIdle()
    {
        (Sink<int, NotUsed> hub, TestSubscriber.Probe<int> consumer) = MergeHub.Source<int>().ToMaterialized(this.SinkProbe<int>(), Keep.Both).Run(Mat);
        TestPublisher.Probe<int> idle = this.SourceProbe<int>().To(hub).Run(Mat);
        Task<Done> full = Endless().WatchTermination((_, ended) => ended).To(hub).Run(Mat);
        idle.SendNext(-1);
        consumer.Request(1).ExpectNext();
        consumer.Cancel();
        idle.ExpectCancellation().ShouldBeNull();
        (await full).ShouldBe(Done.Instance);
        TestPublisher.Probe<int> late = this.SourceProbe<int>().To(hub).Run(Mat);
        late.ExpectCancellation().ShouldBeNull();
        AwaitCondition(() => Mat.RunningGraphs == 0);
    }

    [Fact]
    public async Task ProducersCompleteWhenTheHubsActorEndsAndTheHubGoesOnWhenAProducersActorEnds()
    {
        ActorMaterializer owner = ActorMaterializer.Create(Sys);
        ActorMaterializer other = ActorMaterializer.Create(Sys);
        (Sink<int, NotUsed> hub, TestSubscriber.Probe<int> consumer) = MergeHub.Source<int>().ToMaterialized(this.SinkProbe<int>(), Keep.Both).Run(owner);
        Task<Done> dying = Endless().WatchTermination((_, ended) => ended).To(hub).Run(other);
        consumer.RequestNext().ShouldBe(0);
        other.Shutdown();
        await Should.ThrowAsync<AbruptTerminationException>(() => dying);
        Task<Done> living = Endless().WatchTermination((_, ended) => ended).To(hub).Run(Mat);
        consumer.Request(100).ExpectNextN(100);
        owner.Shutdown();
        consumer.ExpectError().ShouldBeOfType<AbruptTerminationException>();
        (await living).ShouldBe(Done.Instance);
        AwaitCondition(() => owner.RunningGraphs + other.RunningGraphs + Mat.RunningGraphs == 0);
    }

    private static Source<int, NotUsed> Endless() => Source.From(Enumerable.Range(0, int.MaxValue));
}
