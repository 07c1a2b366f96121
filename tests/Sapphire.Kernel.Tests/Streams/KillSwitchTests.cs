using Sapphire.Kernel.Streams;
using Sapphire.Kernel.Streams.Dsl;
using Sapphire.Kernel.TestKit.Streams;

namespace Sapphire.Kernel.Tests.Streams;

/// <summary>Streams ended from outside.</summary>
public sealed class KillSwitchTests : TestKit.TestKit
{
    private ActorMaterializer Mat => Sys.Materializer();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AUniqueSwitchEndsItsStreamAlsoWhileItIsIdle(bool abort)
    {
        InvalidOperationException cause = new("cut");
        ((TestPublisher.Probe<int> up, UniqueKillSwitch @switch), TestSubscriber.Probe<int> down) = this.SourceProbe<int>()
            .ViaMaterialized(KillSwitches.Single<int>(), Keep.Both).ToMaterialized(this.SinkProbe<int>(), Keep.Both).Run(Mat);
        down.Request(10);
        up.SendNext(1);
        down.ExpectNext(1);
        up.ExpectRequest();
        if (abort)
        {
            @switch.Abort(cause);
            @switch.Shutdown();
            down.ExpectError().ShouldBe(cause);
            up.ExpectCancellation().ShouldBe(cause);
        }
        else
        {
            @switch.Shutdown();
            @switch.Abort(cause);
            down.ExpectComplete();
            up.ExpectCancellation().ShouldBeNull();
        }

        AwaitCondition(() => Mat.RunningGraphs == 0);
    }

    [Fact]
    public void ASwitchAfterTheEndDoesNothing()
    {
        (UniqueKillSwitch @switch, TestSubscriber.Probe<int> down) = Source.From([1])
            .ViaMaterialized(KillSwitches.Single<int>(), Keep.Right).ToMaterialized(this.SinkProbe<int>(), Keep.Both).Run(Mat);
        down.RequestNext(1).ExpectComplete();
        @switch.Abort(new InvalidOperationException("late"));
        down.ExpectNoMsg(TimeSpan.FromMilliseconds(10));
    }

    [Fact]
    public async Task ASharedSwitchEndsAllItsStreamsOfAnyTypeAndThoseThatComeLater()
    {
        SharedKillSwitch @switch = KillSwitches.Shared("session");
        TestSubscriber.Probe<int> numbers = Source.From(Enumerable.Range(0, int.MaxValue)).Via(@switch.Flow<int>()).RunWith(this.SinkProbe<int>(), Mat);
        TestSubscriber.Probe<string> texts = this.SourceProbe<string>().Via(@switch.Flow<string>()).RunWith(this.SinkProbe<string>(), Mat);
        TestSubscriber.Probe<int> other = Source.From([1, 2]).Via(KillSwitches.Shared("another").Flow<int>()).RunWith(this.SinkProbe<int>(), Mat);
        Task<Done> busy = Source.From(Enumerable.Range(0, int.MaxValue)).Via(@switch.Flow<int>()).RunWith(Sink.Ignore<int>(), Mat);
        numbers.RequestNext(0);
        texts.Request(1);
        @switch.Shutdown();
        @switch.Abort(new InvalidOperationException("too late"));
        numbers.ExpectComplete();
        texts.ExpectComplete();
        await busy;
        TestPublisher.Probe<int> late = this.SourceProbe<int>().Via(@switch.Flow<int>()).To(Sink.Ignore<int>()).Run(Mat);
        late.ExpectCancellation().ShouldBeNull();
        other.Request(2).ExpectNext(1, 2).ExpectComplete();
        @switch.ToString().ShouldBe("KillSwitch(session)");
    }

    [Fact]
    public void ASharedSwitchFailsAllItsStreamsAndThoseThatComeLater()
    {
        InvalidOperationException cause = new("cut");
        SharedKillSwitch @switch = KillSwitches.Shared("session");
        (SharedKillSwitch mat, TestSubscriber.Probe<int> first) = this.SourceProbe<int>().ViaMaterialized(@switch.Flow<int>(), Keep.Right).ToMaterialized(this.SinkProbe<int>(), Keep.Both).Run(Mat);
        TestSubscriber.Probe<int> second = this.SourceProbe<int>().Via(@switch.Flow<int>()).RunWith(this.SinkProbe<int>(), Mat);
        mat.ShouldBeSameAs(@switch);
        first.Request(1);
        mat.Abort(cause);
        mat.Shutdown();
        first.ExpectError().ShouldBe(cause);
        second.ExpectError().ShouldBe(cause);
        Source.Single(1).Via(@switch.Flow<int>()).RunWith(this.SinkProbe<int>(), Mat).ExpectError().ShouldBe(cause);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ATokenEndsAStream(bool gracefully)
    {
        using CancellationTokenSource source = new();
        (TestPublisher.Probe<int> up, TestSubscriber.Probe<int> down) = this.SourceProbe<int>().Via(source.Token.AsFlow<int>(gracefully)).ToMaterialized(this.SinkProbe<int>(), Keep.Both).Run(Mat);
        down.Request(2);
        up.SendNext(1);
        down.ExpectNext(1);
        await source.CancelAsync();
        if (gracefully) down.ExpectComplete();
        else down.ExpectError().ShouldBeAssignableTo<OperationCanceledException>()!.CancellationToken.ShouldBe(source.Token);
        up.ExpectCancellation();
        TestSubscriber.Probe<int> late = Source.Single(1).Via(source.Token.AsFlow<int>(gracefully)).RunWith(this.SinkProbe<int>(), Mat);
        if (gracefully) late.ExpectComplete();
        else late.ExpectError().ShouldBeAssignableTo<OperationCanceledException>();
    }

    [Fact]
    public async Task ASwitchPassesEverythingUntilItIsUsed()
    {
        SharedKillSwitch @switch = KillSwitches.Shared("all");
        IReadOnlyList<int> all = await Source.From(Enumerable.Range(0, 1_000)).Via(@switch.Flow<int>()).Async().Via(@switch.Flow<int>()).RunWith(Sink.Seq<int>(), Mat);
        all.ShouldBe(Enumerable.Range(0, 1_000));
    }
}
