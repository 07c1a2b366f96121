using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Streams;
using Sapphire.Kernel.Streams.Dsl;
using Sapphire.Kernel.TestKit;
using Sapphire.Kernel.TestKit.Streams;

namespace Sapphire.Kernel.Tests.Streams;

/// <summary>Streams that begin or end in actors.</summary>
public sealed class ActorStreamTests : TestKit.TestKit
{
    private static readonly TimeSpan s_while = TimeSpan.FromMilliseconds(10);

    private ActorMaterializer Mat => Sys.Materializer();

    [Fact]
    public void AnActorSourceEmitsItsMessagesAndCompletesAfterThem()
    {
        (IActorRef actor, TestSubscriber.Probe<int> down) = Run(10, OverflowStrategy.Fail);
        Watch(actor);
        for (int i = 1; i <= 3; i++) actor.Tell(i);
        actor.Tell(new Status.Success("done"));
        actor.Tell(4);
        down.Request(5).ExpectNext(1, 2, 3).ExpectComplete();
        ExpectTerminated(actor);
    }

    [Fact]
    public async Task AnActorSourceFailsAtOnce()
    {
        InvalidOperationException cause = new("broken");
        (IActorRef actor, TestSubscriber.Probe<int> down) = Run(10, OverflowStrategy.Fail);
        Watch(actor);
        actor.Tell(1);
        actor.Tell(new Status.Failure(cause));
        await actor.Ask<ActorIdentity>(new Identify(null), TimeSpan.FromSeconds(20));
        down.ExpectError().ShouldBe(cause);
        ExpectTerminated(actor);
    }

    [Theory]
    [InlineData(OverflowStrategy.DropHead, new[] { 3, 4 })]
    [InlineData(OverflowStrategy.DropTail, new[] { 1, 4 })]
    [InlineData(OverflowStrategy.DropBuffer, new[] { 3, 4 })]
    [InlineData(OverflowStrategy.DropNew, new[] { 1, 2 })]
    public async Task AFullActorSourceDropsByItsStrategy(OverflowStrategy strategy, int[] left)
    {
        (IActorRef actor, TestSubscriber.Probe<int> down) = Run(2, strategy);
        for (int i = 1; i <= 4; i++) actor.Tell(i);
        actor.Tell(new Status.Success(null));

        // The actor has handled all of it when it says who it is.
        await actor.Ask<ActorIdentity>(new Identify(null), TimeSpan.FromSeconds(20));
        down.Request(4).ExpectNextN(left).ExpectComplete();
    }

    [Fact]
    public async Task AFullActorSourceFailsWhereItIsToAndBackPressureIsRefused()
    {
        (IActorRef actor, TestSubscriber.Probe<int> down) = Run(1, OverflowStrategy.Fail);
        actor.Tell(1);
        actor.Tell(2);
        await actor.Ask<ActorIdentity>(new Identify(null), TimeSpan.FromSeconds(20));
        down.ExpectError().ShouldBeOfType<BufferOverflowException>();
        Should.Throw<NotSupportedException>(() => Source.ActorRef<int>(1, OverflowStrategy.Backpressure));
    }

    [Fact]
    public void AnActorSourceWithoutABufferGivesToWhoWaits()
    {
        (IActorRef actor, TestSubscriber.Probe<int> down) = Run(0, OverflowStrategy.DropHead);
        down.Request(1).ExpectNoMsg(s_while);
        actor.Tell(1);
        down.ExpectNext(1);
        actor.Tell(PoisonPill.Instance);
        down.ExpectComplete();
    }

    [Fact]
    public void AnActorSourceStopsWithItsStream()
    {
        (IActorRef actor, TestSubscriber.Probe<int> down) = Run(1, OverflowStrategy.Fail);
        Watch(actor);
        down.Cancel();
        ExpectTerminated(actor);
        ActorMaterializer own = ActorMaterializer.Create(Sys);
        IActorRef orphan = Source.ActorRef<int>(1, OverflowStrategy.DropNew).To(Sink.Ignore<int>()).Run(own);
        Watch(orphan);
        own.Shutdown();
        ExpectTerminated(orphan);
    }

    [Fact]
    public void AnActorSinkTellsElementsAndTheEnd()
    {
        Source.From([1, 2]).RunWith(Sink.ActorRef<int>(TestActor, "done"), Mat);
        ExpectMsg(1);
        ExpectMsg(2);
        ExpectMsg("done");
        InvalidOperationException cause = new("broken");
        Source.Failed<int>(cause).RunWith(Sink.ActorRef<int>(TestActor, "done", ex => ex.Message), Mat);
        ExpectMsg("broken");
        Source.Failed<int>(cause).RunWith(Sink.ActorRef<int>(TestActor, "done"), Mat);
        ExpectMsg<Status.Failure>().Cause.ShouldBe(cause);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheEndOfTheActorCancelsTheStreamAlsoWhileItIsIdle(bool ack)
    {
        TestProbe target = CreateTestProbe();
        TestPublisher.Probe<int> up = this.SourceProbe<int>()
            .To(ack ? Sink.ActorRefWithAck<int>(target, "init", "ack", "done") : Sink.ActorRef<int>(target, "done")).Run(Mat);
        if (ack)
        {
            target.ExpectMsg("init");
            target.Reply("ack");
        }

        up.SendNext(1);
        target.ExpectMsg(1);
        Sys.Stop(target.Ref);
        up.ExpectCancellation().ShouldBeNull();
        AwaitCondition(() => Mat.RunningGraphs == 0);

        // One that has stopped already.
        up = this.SourceProbe<int>().To(Sink.ActorRef<int>(target, "done")).Run(Mat);
        up.ExpectCancellation().ShouldBeNull();
    }

    [Fact]
    public void AnActorSinkWithAnswersSendsOneForEach()
    {
        TestPublisher.Probe<int> up = this.SourceProbe<int>().To(Sink.ActorRefWithAck<int>(TestActor, "init", new Ack(), "done")).Run(Mat);
        ExpectMsg("init");
        IActorRef stream = LastSender;
        up.SendNext(1);
        ExpectNoMsg(s_while);
        stream.Tell("no answer");
        ExpectNoMsg(s_while);
        stream.Tell(new Ack());
        ExpectMsg(1);
        LastSender.ShouldBe(stream);
        up.SendNext(2);
        ExpectNoMsg(s_while);
        stream.Tell(new Ack());
        ExpectMsg(2);

        // The end does not wait for the last answer.
        up.SendComplete();
        ExpectMsg("done");
        Watch(stream);
        ExpectTerminated(stream);
    }

    [Fact]
    public void AnActorSinkWithAnswersTellsFailures()
    {
        InvalidOperationException cause = new("broken");
        this.SourceProbe<int>().To(Sink.ActorRefWithAck<int>(TestActor, "init", "ack", "done", ex => ex.Message)).Run(Mat).SendError(cause);
        ExpectMsg("init");
        ExpectMsg("broken");
        ActorMaterializer own = ActorMaterializer.Create(Sys);
        TestPublisher.Probe<int> up = this.SourceProbe<int>().To(Sink.ActorRefWithAck<int>(TestActor, "init", "ack", "done")).Run(own);
        up.SendNext(1);
        ExpectMsg("init");
        own.Shutdown();
        ExpectMsg<Status.Failure>().Cause.ShouldBeOfType<AbruptTerminationException>();
        AwaitCondition(() => own.RunningGraphs == 0);
    }

    private (IActorRef Actor, TestSubscriber.Probe<int> Down) Run(int size, OverflowStrategy strategy) =>
        Source.ActorRef<int>(size, strategy).ToMaterialized(this.SinkProbe<int>(), Keep.Both).Run(Mat);

    private sealed record Ack;
}
