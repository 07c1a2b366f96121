using System.Collections.Concurrent;
using System.Threading.Channels;
using Sapphire.Kernel.Streams;
using Sapphire.Kernel.Streams.Dsl;
using Sapphire.Kernel.TestKit.Streams;

namespace Sapphire.Kernel.Tests.Streams;

/// <summary>Streams that begin or end in channels and sequences; each ends properly from both ends.</summary>
public sealed class ChannelTests : TestKit.TestKit
{
    private static readonly int[] s_three = [1, 2, 3];

    private ActorMaterializer Mat => Sys.Materializer();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AReaderEndsAsItsChannel(bool fails)
    {
        Channel<int> channel = Channel.CreateBounded<int>(10);
        TestSubscriber.Probe<int> down = ChannelSource.FromReader(channel.Reader).RunWith(this.SinkProbe<int>(), Mat).Request(10);
        foreach (int i in s_three) channel.Writer.TryWrite(i).ShouldBeTrue();
        down.ExpectNext(1, 2, 3);
        InvalidOperationException cause = new("broken");
        channel.Writer.Complete(fails ? cause : null);
        if (fails) down.ExpectError().ShouldBe(cause);
        else down.ExpectComplete();
    }

    [Fact]
    public void AReaderThatIsCancelledLeavesItsChannel()
    {
        Channel<int> channel = Channel.CreateBounded<int>(10);
        TestSubscriber.Probe<int> down = Source.ChannelReader(channel.Reader).RunWith(this.SinkProbe<int>(), Mat).Request(2);
        channel.Writer.TryWrite(1).ShouldBeTrue();
        down.ExpectNext(1).Cancel();
        AwaitCondition(() => Mat.RunningGraphs == 0);
        channel.Writer.TryWrite(2).ShouldBeTrue();
        channel.Reader.TryRead(out int left).ShouldBeTrue();
        left.ShouldBe(2);
    }

    [Fact]
    public void AChannelOfASourceDropsByItsModeAndTellsEachDroppedElement()
    {
        ConcurrentQueue<int> dropped = new();
        (ChannelWriter<int> writer, TestSubscriber.Probe<int> down) = ChannelSource.Create<int>(2, fullMode: BoundedChannelFullMode.DropOldest, itemDropped: dropped.Enqueue)
            .ToMaterialized(this.SinkProbe<int>(), Keep.Both).Run(Mat);
        for (int i = 1; i <= 5; i++) writer.TryWrite(i).ShouldBeTrue();
        dropped.ShouldBe([1, 2, 3]);
        down.RequestNext(4);

        // The stream's end is the channel's: what waits is dropped, and the writer learns it.
        down.Cancel();
        AwaitCondition(() => Mat.RunningGraphs == 0);
        dropped.ShouldBe([1, 2, 3, 5]);
        writer.TryWrite(6).ShouldBeFalse();
    }

    [Fact]
    public void AChannelOfASourceEndsWithItsActor()
    {
        ActorMaterializer own = ActorMaterializer.Create(Sys);
        (ChannelWriter<int> writer, TestSubscriber.Probe<int> down) = Source.Channel<int>(2).ToMaterialized(this.SinkProbe<int>(), Keep.Both).Run(own);
        down.Request(1);
        own.Shutdown();
        down.ExpectError().ShouldBeOfType<AbruptTerminationException>();
        writer.TryWrite(1).ShouldBeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AWriterWaitsWhileTheChannelIsFullAndEndsItWhereItOwnsIt(bool isOwner)
    {
        Channel<int> channel = Channel.CreateBounded<int>(2);
        Task<Done> ended = Source.From(Enumerable.Range(1, 10)).WatchTermination((_, done) => done).To(ChannelSink.FromWriter(channel.Writer, isOwner)).Run(Mat);
        for (int i = 1; i <= 10; i++) (await channel.Reader.ReadAsync()).ShouldBe(i);
        await ended;
        AwaitCondition(() => Mat.RunningGraphs == 0);
        channel.Writer.TryWrite(11).ShouldBe(!isOwner);
    }

    [Fact]
    public async Task AWriterCancelsWhenSomebodyElseCompletesTheChannel()
    {
        Channel<int> channel = Channel.CreateBounded<int>(2);
        TestPublisher.Probe<int> up = this.SourceProbe<int>().To(ChannelSink.FromWriter(channel.Writer, isOwner: false)).Run(Mat);
        up.SendNext(1).SendNext(2).SendNext(3);
        channel.Writer.Complete();
        up.ExpectCancellation().ShouldBeNull();
        (await channel.Reader.ReadAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task AReaderOfASinkEndsAsTheStream()
    {
        ChannelReader<int> reader = Source.From(s_three).RunWith(ChannelSink.AsReader<int>(1), Mat);
        List<int> all = [];
        await foreach (int i in reader.ReadAllAsync()) all.Add(i);
        all.ShouldBe(s_three);
        reader = Source.Failed<int>(new InvalidOperationException("broken")).RunWith(ChannelSink.AsReader<int>(1), Mat);
        (await Should.ThrowAsync<InvalidOperationException>(() => reader.Completion)).Message.ShouldBe("broken");
        ActorMaterializer own = ActorMaterializer.Create(Sys);
        reader = Source.From(Enumerable.Range(0, int.MaxValue)).RunWith(ChannelSink.AsReader<int>(1), own);
        (await reader.ReadAsync()).ShouldBe(0);
        own.Shutdown();
        AwaitCondition(() => own.RunningGraphs == 0);
        while (reader.TryRead(out _))
        {
        }

        await Should.ThrowAsync<AbruptTerminationException>(() => reader.Completion);
    }

    [Fact]
    public async Task AReaderOfASinkDropsByItsModeAndTellsEachDroppedElement()
    {
        ConcurrentQueue<int> dropped = new();
        ChannelReader<int> reader = Source.From(Enumerable.Range(1, 5)).RunWith(ChannelSink.AsReader<int>(2, fullMode: BoundedChannelFullMode.DropOldest, itemDropped: dropped.Enqueue), Mat);
        AwaitCondition(() => Mat.RunningGraphs == 0);
        dropped.ShouldBe([1, 2, 3]);
        (await reader.ReadAsync()).ShouldBe(4);
        (await reader.ReadAsync()).ShouldBe(5);
        await reader.Completion;
    }

    [Fact]
    public async Task ASequenceIsEnumeratedAnewInEachRunAndDisposedOf()
    {
        int disposed = 0;
        Source<int, NotUsed> source = Source.From(() => Naturals(() => Interlocked.Increment(ref disposed), CancellationToken.None));
        for (int run = 1; run <= 2; run++)
        {
            TestSubscriber.Probe<int> down = source.RunWith(this.SinkProbe<int>(), Mat);
            down.Request(3).ExpectNext(0, 1, 2).Cancel();
            AwaitCondition(() => Mat.RunningGraphs == 0);
            disposed.ShouldBe(run);
        }

        (await Source.From(() => s_three.ToAsyncEnumerable()).RunWith(Sink.Seq<int>(), Mat)).ShouldBe(s_three);
    }

    [Fact]
    public void ASequenceThatWaitsIsCancelled()
    {
        int disposed = 0;
        TestSubscriber.Probe<int> down = Source.From(() => Waiting(() => Interlocked.Increment(ref disposed))).RunWith(this.SinkProbe<int>(), Mat);
        down.Request(2).ExpectNext(0);
        down.Cancel();
        AwaitCondition(() => disposed == 1 && Mat.RunningGraphs == 0);
    }

    [Fact]
    public async Task ASequenceThatDoesNotHeedItsTokenHoldsNobodyUp()
    {
        TaskCompletionSource stuck = new();
        int disposed = 0;
        Task<Done> ended;
        (ended, TestSubscriber.Probe<int> down) = Source.From(() => Stuck(stuck.Task, () => Interlocked.Increment(ref disposed)))
            .WatchTermination((_, done) => done).ToMaterialized(this.SinkProbe<int>(), Keep.Both).Run(Mat);
        down.Request(1).ExpectNoMsg(TimeSpan.FromMilliseconds(10));
        down.Cancel();
        await ended;
        disposed.ShouldBe(0);
        stuck.SetResult();
        AwaitCondition(() => disposed == 1 && Mat.RunningGraphs == 0);
    }

    [Fact]
    public async Task AStreamRunsAsASequenceAndEndsWithItsEnumerator()
    {
        IAsyncEnumerable<int> sequence = Source.From(Enumerable.Range(0, int.MaxValue)).RunAsAsyncEnumerable(Mat);
        for (int run = 0; run < 2; run++)
        {
            int next = 0;
            await foreach (int i in sequence)
            {
                i.ShouldBe(next++);
                if (next == 100) break;
            }

            AwaitCondition(() => Mat.RunningGraphs == 0);
        }

        List<int> all = [];
        await foreach (int i in Source.From(s_three).RunAsAsyncEnumerable(Mat)) all.Add(i);
        all.ShouldBe(s_three);
    }

    [Fact]
    public async Task AStreamAsASequenceDrawsAheadByItsBufferAndTellsItsFailure()
    {
        TestPublisher.Probe<int>? up = null;
        IAsyncEnumerable<int> sequence = this.SourceProbe<int>().MapMaterializedValue(p => up = p).RunAsAsyncEnumerableBuffer(Mat, 1, 2);
        await using IAsyncEnumerator<int> at = sequence.GetAsyncEnumerator();
        up!.SendNext(1).SendNext(2).SendNext(3).ExpectNoMsg(TimeSpan.FromMilliseconds(10));
        up.SendError(new InvalidOperationException("broken"));
        for (int i = 1; i <= 3; i++)
        {
            (await at.MoveNextAsync()).ShouldBeTrue();
            at.Current.ShouldBe(i);
        }

        (await Should.ThrowAsync<InvalidOperationException>(() => at.MoveNextAsync().AsTask())).Message.ShouldBe("broken");
    }

    [Fact]
    public async Task AStreamAsASequenceHeedsItsTokenAndItsActor()
    {
        using CancellationTokenSource source = new();
        TestPublisher.Probe<int>? up = null;
        Source<int, TestPublisher.Probe<int>> probe = this.SourceProbe<int>().MapMaterializedValue(p => up = p);
        await using IAsyncEnumerator<int> at = probe.RunAsAsyncEnumerable(Mat).GetAsyncEnumerator(source.Token);
        Task<bool> waiting = at.MoveNextAsync().AsTask();
        await source.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        up!.ExpectCancellation().ShouldBeNull();
        ActorMaterializer own = ActorMaterializer.Create(Sys);
        await using IAsyncEnumerator<int> orphan = probe.RunAsAsyncEnumerable(own).GetAsyncEnumerator();
        waiting = orphan.MoveNextAsync().AsTask();
        own.Shutdown();
        await Should.ThrowAsync<AbruptTerminationException>(() => waiting);
    }

    private static async IAsyncEnumerable<int> Naturals(Action disposed, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
    {
        try
        {
            for (int i = 0; ; i++)
            {
                if (i % 2 == 1) await Task.Yield();
                token.ThrowIfCancellationRequested();
                yield return i;
            }
        }
        finally
        {
            disposed();
        }
    }

    private static async IAsyncEnumerable<int> Waiting(Action disposed, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token = default)
    {
        try
        {
            yield return 0;
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        }
        finally
        {
            disposed();
        }
    }

    private static async IAsyncEnumerable<int> Stuck(Task until, Action disposed)
    {
        try
        {
            await until;
            yield return 0;
        }
        finally
        {
            disposed();
        }
    }
}
