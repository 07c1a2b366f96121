using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Streams;
using Sapphire.Kernel.Streams.Dsl;
using Sapphire.Kernel.Streams.Supervision;

namespace Sapphire.Kernel.Tests.Streams;

/// <summary>What all streams rest on: composition, materialised values, boundaries, supervision, the end of the owner.</summary>
public sealed class FoundationTests : TestKit.TestKit
{
    private static IEnumerable<int> Naturals
    {
        get
        {
            for (int i = 0; ; i++) yield return i;
        }
    }

    private ActorMaterializer Mat => Sys.Materializer();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ElementsGoThroughInOrderFusedOrNot(bool boundaries)
    {
        Source<int, NotUsed> source = Source.From(Enumerable.Range(0, 10_000)).Where(x => x % 2 == 0);
        if (boundaries) source = source.Async();
        Flow<int, int, NotUsed> flow = Flow.Create<int>().Select(x => x * 3);
        source = source.Via(boundaries ? flow.Async() : flow);
        IReadOnlyList<int> all = await source.RunWith(Sink.Seq<int>(), Mat);
        all.ShouldBe(Enumerable.Range(0, 10_000).Where(x => x % 2 == 0).Select(x => x * 3));
    }

    [Fact]
    public async Task EachPartGivesItsMaterialisedValue()
    {
        (Task<Done> above, Task<int> sum) = Source.From([1, 2, 3])
            .WatchTermination((_, ended) => ended)
            .ToMaterialized(Sink.Aggregate<int, int>(0, (a, b) => a + b), Keep.Both)
            .Run(Mat);
        (await sum).ShouldBe(6);
        (await above).ShouldBe(Done.Instance);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AFailureReachesBothEndsAfterTheElementsBeforeIt(bool boundary)
    {
        List<int> seen = [];
        Source<int, Task<Done>> source = Source.From(Naturals).WatchTermination((_, ended) => ended);
        if (boundary) source = source.Async();
        (Task<Done> above, Task<Done> below) = source
            .Select(x => x == 100 ? throw new InvalidOperationException("at 100") : x)
            .Async()
            .ToMaterialized(Sink.ForEach<int>(seen.Add), Keep.Both)
            .Run(Mat);
        (await Should.ThrowAsync<InvalidOperationException>(() => below)).Message.ShouldBe("at 100");
        (await Should.ThrowAsync<InvalidOperationException>(() => above)).Message.ShouldBe("at 100");
        seen.ShouldBe(Enumerable.Range(0, 100));
    }

    [Fact]
    public async Task SupervisionDropsTheElement()
    {
        IReadOnlyList<int> all = await Source.From([1, 0, 2])
            .Select(x => 10 / x)
            .WithAttributes(ActorAttributes.CreateSupervisionStrategy(Deciders.ResumingDecider))
            .RunWith(Sink.Seq<int>(), Mat);
        all.ShouldBe([10, 5]);
    }

    [Fact]
    public async Task AGraphDiesWithItsActor()
    {
        IActorRef owner = Sys.ActorOf(Props.Create(() => new Owner()));
        (Task<Done> above, Task<Done> below) = await owner.Ask<(Task<Done>, Task<Done>)>("run", TimeSpan.FromSeconds(10));
        Watch(owner);
        Sys.Stop(owner);
        ExpectTerminated(owner);
        await Should.ThrowAsync<AbruptTerminationException>(() => above);
        await Should.ThrowAsync<AbruptTerminationException>(() => below);
    }

    [Fact]
    public async Task AMaterializerThatWasShutDownRunsNothing()
    {
        ActorMaterializer own = ActorMaterializer.Create(Sys);
        Task<Done> endless = Source.From(Naturals).Async().RunWith(Sink.Ignore<int>(), own);
        own.Shutdown();
        await Should.ThrowAsync<AbruptTerminationException>(() => endless);
        Should.Throw<MaterializerShutdownException>(() => Source.Single(1).RunWith(Sink.Ignore<int>(), own));
        AwaitCondition(() => own.RunningGraphs == 0);
    }

    private sealed class Owner : ReceiveActor
    {
        public Owner()
        {
            ActorMaterializer materializer = Context.Materializer();
            Receive<string>(_ => Sender.Tell(
                Source.From(Naturals).WatchTermination((_, ended) => ended).Async().ToMaterialized(Sink.Ignore<int>(), Keep.Both).Run(materializer)));
        }
    }
}
