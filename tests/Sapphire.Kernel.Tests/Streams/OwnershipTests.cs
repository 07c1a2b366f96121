using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Streams;
using Sapphire.Kernel.Streams.Dsl;
using Sapphire.Kernel.TestKit.Streams;

namespace Sapphire.Kernel.Tests.Streams;

/// <summary>A graph belongs to the actor that runs it, dies with it, and its end reaches the actor.</summary>
public sealed class OwnershipTests : TestKit.TestKit
{
    [Theory]
    [InlineData("complete")]
    [InlineData("fail")]
    public void TheEndOfAGraphReachesItsActor(string end)
    {
        IActorRef owner = Sys.ActorOf(Props.Create(() => new Owner(this)));
        TestPublisher.Probe<int> up = ExpectMsg<Running>().Up;
        up.SendNext(1);
        ExpectMsg(1);
        if (end == "complete") up.SendComplete();
        else up.SendError(new InvalidOperationException("broken"));
        ExpectMsg(end == "complete" ? "completed" : "failed: broken");
        LastSender.ShouldBe(owner);
    }

    [Fact]
    public void AGraphDiesWhenItsActorRestartsAndTheNewOneRunsItsOwn()
    {
        IActorRef owner = Sys.ActorOf(Props.Create(() => new Owner(this)));
        TestPublisher.Probe<int> first = ExpectMsg<Running>().Up;
        EventFilter.Exception<InvalidOperationException>("restart").ExpectOne(() => owner.Tell("restart"));
        first.ExpectCancellation().ShouldBeOfType<AbruptTerminationException>();
        TestPublisher.Probe<int> second = ExpectMsg<Running>().Up;
        second.SendNext(2);
        ExpectMsg(2);

        // The end of the first graph is no news of the second one's: it tells itself apart.
        second.SendComplete();
        ExpectMsg("completed");
    }

    [Fact]
    public void AGraphDiesWhenItsActorStopsAlsoThroughItsParent()
    {
        IActorRef owner = Sys.ActorOf(Props.Create(() => new Owner(this)));
        Running running = ExpectMsg<Running>();
        owner.Tell(PoisonPill.Instance);
        running.Up.ExpectCancellation().ShouldBeOfType<AbruptTerminationException>();
        AwaitCondition(() => running.Materializer.RunningGraphs == 0 && running.Materializer.IsShutdown);
    }

    [Fact]
    public async Task GraphsOfTheSystemDieWithIt()
    {
        ActorSystem own = ActorSystem.Create("own");
        ActorMaterializer materializer = own.Materializer();
        Task<Done> endless = this.SourceProbe<int>().RunWith(Sink.Ignore<int>(), materializer);
        await own.Terminate();
        await Should.ThrowAsync<AbruptTerminationException>(() => endless);
        Should.Throw<MaterializerShutdownException>(() => Source.Single(1).RunWith(Sink.Ignore<int>(), materializer));
    }

    private sealed record Running(TestPublisher.Probe<int> Up, ActorMaterializer Materializer) : INoSerializationVerificationNeeded;

    private sealed record StreamEnded(int Run, Exception? Cause) : INoSerializationVerificationNeeded;

    private sealed class Owner : ReceiveActor
    {
        private static int s_run;

        public Owner(OwnershipTests test)
        {
            ActorMaterializer materializer = Context.Materializer();
            int run = Interlocked.Increment(ref s_run);
            IActorRef tests = test.TestActor;
            IActorRef self = Self;
            (TestPublisher.Probe<int> up, Task<Done> ended) = test.SourceProbe<int>()
                .WatchTermination((p, done) => (p, done))
                .To(Sink.ForEach<int>(x => tests.Tell(x, self)))
                .Run(materializer);
            _ = ended.PipeTo(Self, success: _ => new StreamEnded(run, null), failure: ex => new StreamEnded(run, ex));
            tests.Tell(new Running(up, materializer), self);
            Receive<StreamEnded>(e => e.Run == run, e => tests.Tell(e.Cause is null ? "completed" : $"failed: {e.Cause.Message}"));
            Receive<StreamEnded>(_ => { });
            Receive<string>(_ => throw new InvalidOperationException("restart"));
        }
    }
}
