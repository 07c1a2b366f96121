using FsCheck;
using FsCheck.Fluent;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Streams;
using Sapphire.Kernel.Streams.Dsl;

namespace Sapphire.Kernel.Tests.Streams;

/// <summary>Any source, flow and sink that lead in and out of streams, ended from either end, or with its actor, at any moment: the end is told, and nothing is left.</summary>
public sealed class CancellationTests : TestKit.TestKit
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly InvalidOperationException s_broken = new("broken");
    private static readonly RestartSettings s_restarts = RestartSettings.Create(TimeSpan.FromTicks(1), TimeSpan.FromTicks(1), 0);

    private enum End
    {
        CompletedFromAbove,
        FailedFromAbove,
        CancelledFromBelow,
        FailedFromBelow,
        OwnerEnds,
    }

    [Fact]
    public void AnyGraphEndsFromEitherEndAtAnyMoment() => Prop.ForAll(
        Arb.From(
            from source in Gen.Choose(0, 7)
            from flow in Gen.Choose(0, 5)
            from sink in Gen.Choose(0, 5)
            from end in Gen.Choose(0, 4)
            from moment in Gen.Choose(0, 200)
            select new Graph(source, flow, sink, (End)end, moment)),
        (Graph g) => RunAsync(g)).Check(Properties.Times(120));

    private async Task RunAsync(Graph graph)
    {
        ActorMaterializer own = ActorMaterializer.Create(Sys);
        ActorMaterializer others = ActorMaterializer.Create(Sys);
        ((UniqueKillSwitch above, UniqueKillSwitch below), Task<Done> ended) = MakeSource(graph.Source, others)
            .ViaMaterialized(KillSwitches.Single<int>(), Keep.Right)
            .Via(MakeFlow(graph.Flow))
            .ViaMaterialized(KillSwitches.Single<int>(), Keep.Both)
            .WatchTermination(Keep.Both)
            .To(MakeSink(graph.Sink))
            .Run(own);
        for (int i = 0; i < graph.Moment; i++) await Task.Yield();
        switch (graph.End)
        {
            case End.CompletedFromAbove: above.Shutdown(); break;
            case End.FailedFromAbove: above.Abort(s_broken); break;
            case End.CancelledFromBelow: below.Shutdown(); break;
            case End.FailedFromBelow: below.Abort(s_broken); break;
            default: own.Shutdown(); break;
        }

        Exception? end = null;
        try
        {
            await ended.WaitAsync(s_patience);
        }
        catch (Exception ex) when (ex is not TimeoutException)
        {
            end = ex;
        }

        // A flow that completes while a failure from above waits in its buffer completes.
        if (graph is { End: End.FailedFromAbove, Flow: 3 } && end is null) end = s_broken;
        if (graph.End is End.CompletedFromAbove or End.CancelledFromBelow) end.ShouldBeNull();
        else if (graph.End == End.OwnerEnds) end.ShouldBeOfType<AbruptTerminationException>();
        else end.ShouldBe(s_broken);
        AwaitCondition(() => own.RunningGraphs == 0, s_patience);
        own.Shutdown();
        others.Shutdown();
        AwaitCondition(() => others.RunningGraphs == 0, s_patience);
    }

    private static Source<int, NotUsed> MakeSource(int kind, ActorMaterializer others)
    {
        Source<int, NotUsed> endless = Source.From(Enumerable.Range(0, int.MaxValue));
        return kind switch
        {
            0 => Source.Queue<int>(4, OverflowStrategy.Backpressure).MapMaterializedValue(q => Feed(async () =>
            {
                while (await q.OfferAsync(1) is QueueOfferResult.Enqueued)
                {
                }
            })),
            1 => Source.ActorRef<int>(4, OverflowStrategy.DropHead).MapMaterializedValue(a => Feed(async () =>
            {
                for (int i = 0; i < 100; i++)
                {
                    a.Tell(i);
                    await Task.Yield();
                }
            })),
            2 => ChannelSource.Create<int>(4).MapMaterializedValue(w => Feed(async () =>
            {
                while (await w.WaitToWriteAsync()) w.TryWrite(1);
            })),
            3 => Source.From(() => NumbersAsync()),
            4 => MergeHub.Source<int>(4).MapMaterializedValue(hub =>
            {
                endless.RunWith(hub, others);
                return endless.RunWith(hub, others);
            }),
            5 => endless.RunWith(BroadcastHub.Sink<int>(4), others),
            6 => Source.From(() => NumbersAsync()).RunWith(FanOutHub.Sink<int>(4, FanOutOverflow.DropOldest), others).MapMaterializedValue(_ => NotUsed.Instance),
            _ => RestartSource.WithBackoff(() => Source.From([1, 2, 3]).Async(), s_restarts),
        };
    }

    private static Flow<int, int, NotUsed> MakeFlow(int kind) => kind switch
    {
        0 => Flow.Create<int>(),
        1 => Flow.Create<int>().Async(),
        2 => RestartFlow.WithBackoff(() => Flow.Create<int>().Take(5), s_restarts),
        3 => RestartFlow.WithBackoff(() => Flow.Create<int>().Take(5).Async(), s_restarts),
        4 => Flow.Create<int>().Where(x => x < 0),
        _ => Flow.Create<int>().SelectAsync(2, static async x =>
        {
            await Task.Yield();
            return x;
        }),
    };

    private Sink<int, NotUsed> MakeSink(int kind) => kind switch
    {
        0 => Sink.Ignore<int>().MapMaterializedValue(_ => NotUsed.Instance),
        1 => Sink.Queue<int>().MapMaterializedValue(q => Feed(async () =>
        {
            while ((await q.PullAsync()).HasValue)
            {
            }
        })),
        2 => Sink.ActorRef<int>(Sys.ActorOf(Props.Create(() => new Listening())), "done"),
        3 => Sink.ActorRefWithAck<int>(Sys.ActorOf(Props.Create(() => new Answering())), "init", "ack", "done"),
        4 => ChannelSink.AsReader<int>(4).MapMaterializedValue(r => Feed(async () =>
        {
            await foreach (int _ in r.ReadAllAsync())
            {
            }
        })),
        _ => RestartSink.WithBackoff(() => Flow.Create<int>().Take(5).To(Sink.Ignore<int>()), s_restarts),
    };

    // The other side's loop ends with the stream, by what the stream tells it.
    private static NotUsed Feed(Func<Task> loop)
    {
        _ = Task.Run(loop).ContinueWith(static t => _ = t.Exception, TaskScheduler.Default);
        return NotUsed.Instance;
    }

    private static async IAsyncEnumerable<int> NumbersAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token = default)
    {
        for (int i = 0; !token.IsCancellationRequested; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }

    private sealed class Answering : ReceiveActor
    {
        public Answering() => ReceiveAny(_ => Sender.Tell("ack"));
    }

    private sealed class Listening : ReceiveActor
    {
        public Listening() => ReceiveAny(static _ => { });
    }

    private sealed record Graph(int Source, int Flow, int Sink, End End, int Moment);
}
