using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Benchmarks.Baselines;

namespace Sapphire.Kernel.Benchmarks.Load;

/// <summary>
/// Four senders and one receiver: as fast as they can, in rounds; in windows, so that the receiver is never far behind; and into a
/// receiver that takes nothing until all has been sent, so that its queue grows to its full length. Nothing holds the senders of a
/// round back, so that nearly all of it waits in the queue of the receiver.
/// </summary>
internal static class FanInLoad
{
    private const int Senders = 4;
    private const int Burst = 250;
    private const int Each = 50_000;
    private const int Rounds = 20;
    private const int WindowedEach = Each * Rounds;
    private const int Backlog = 200_000;

    private static readonly object Message = new();
    private static readonly object Go = new();
    private static readonly object Mark = new();

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        await using ActorSystem system = ActorSystem.Create("bench");
        const double Messages = (double)Senders * Each * Rounds;
        IActorRef sink = system.ActorOf(Props.Create(() => new Sink()));
        IActorRef[] sources = [.. Enumerable.Range(0, Senders).Select(_ => system.ActorOf(Props.Create(() => new Source(sink, false))))];
        IActorRef[] windowing = [.. Enumerable.Range(0, Senders).Select(_ => system.ActorOf(Props.Create(() => new Source(sink, true))))];
        List<(Cost Free, Cost Bare)> free = await Measure.RunsAsync(async () => (await KernelAsync(sink, sources, Each, Rounds), await BareAsync()));
        List<Cost> windowed = await Measure.RunsAsync(() => KernelAsync(sink, windowing, WindowedEach, 1));
        IActorRef gated = system.ActorOf(Props.Create(() => new GatedSink()));
        List<(Cost Fill, Cost Drain)> backlog = await Measure.RunsAsync(() => BacklogAsync(gated));
        return
        [
            Figure.Of("fan-in", "fan-in, four to one, flat out", "msg/s", free.Select(r => Messages / r.Free.Seconds), 8_000_000, atLeast: true),
            Figure.Of("fan-in", "  allocated", "B/msg", free.Select(r => r.Free.Bytes / Messages), 0.01),
            Figure.Of("fan-in", "  over a bare queue on the thread pool", "×", free.Select(r => r.Bare.Seconds / r.Free.Seconds)),
            Figure.Of("fan-in", $"fan-in, four to one, windows of {Burst}", "msg/s", windowed.Select(r => Messages / r.Seconds), 8_000_000, atLeast: true),
            Figure.Of("fan-in", "  allocated", "B/msg", windowed.Select(r => r.Bytes / Messages), 0.01),
            Figure.Of("fan-in", $"filling a queue with {Backlog:#,0}", "msg/s", backlog.Select(r => Backlog / r.Fill.Seconds)),
            Figure.Of("fan-in", "  allocated, filled and drained again", "B/msg", backlog.Select(r => (r.Fill.Bytes + r.Drain.Bytes) / (double)Backlog), 0.05),
        ];
    }

    private static Task<Cost> KernelAsync(IActorRef sink, IActorRef[] sources, int each, int rounds) => Measure.CostAsync(async () =>
    {
        for (int round = 0; round < rounds; round++)
        {
            Start start = new(each, new(TaskCreationOptions.RunContinuationsAsynchronously));
            sink.Tell(start, ActorRefs.NoSender);
            foreach (IActorRef source in sources) source.Tell(start, ActorRefs.NoSender);
            await start.Done.Task;
        }
    });

    private static Task<Cost> BareAsync()
    {
        TaskCompletionSource? done = null;
        int received = 0;
        BareActor sink = new((_, _) =>
        {
            if (++received % (Senders * Each) == 0) done!.SetResult();
        });
        int[] left = new int[Senders];
        BareActor[] sources = [.. Enumerable.Range(0, Senders).Select(n => new BareActor((self, go) =>
        {
            for (int i = 0; i < Burst; i++) sink.Tell(Message, self);
            if ((left[n] -= Burst) > 0) self.Tell(go, self);
        }))];
        return Measure.CostAsync(async () =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                done = new(TaskCreationOptions.RunContinuationsAsynchronously);
                Array.Fill(left, Each);
                foreach (BareActor source in sources) source.Tell(Go, null);
                await done.Task;
            }
        });
    }

    private static async Task<(Cost Fill, Cost Drain)> BacklogAsync(IActorRef sink)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using ManualResetEventSlim gate = new();
        sink.Tell((gate, done), ActorRefs.NoSender);
        Cost fill = await Measure.CostAsync(() =>
        {
            for (int i = 0; i < Backlog; i++) sink.Tell(Message, ActorRefs.NoSender);
            return Task.CompletedTask;
        });
        Cost drain = await Measure.CostAsync(() =>
        {
            gate.Set();
            return done.Task;
        });
        return (fill, drain);
    }

    private sealed record Start(int Each, TaskCompletionSource Done);

    private sealed class Source(IActorRef sink, bool windowed) : UntypedActor
    {
        private int _left;

        protected override void OnReceive(object message)
        {
            if (message is Start start) _left = start.Each;
            if (_left == 0) return;
            for (int i = 1; i < Burst; i++) sink.Tell(Message, Self);
            sink.Tell(windowed ? Mark : Message, Self);
            if ((_left -= Burst) > 0 && !windowed) Self.Tell(Go, Self);
        }
    }

    private sealed class Sink : UntypedActor
    {
        private Start? _start;
        private int _left;

        protected override void OnReceive(object message)
        {
            if (message is Start start)
            {
                _start = start;
                _left = Senders * start.Each;
            }
            else if (--_left == 0)
            {
                _start!.Done.SetResult();
            }
            else if (ReferenceEquals(message, Mark))
            {
                Sender.Tell(Go, Self);
            }
        }
    }

    private sealed class GatedSink : UntypedActor
    {
        private TaskCompletionSource? _done;
        private int _left;

        protected override void OnReceive(object message)
        {
            if (message is (ManualResetEventSlim gate, TaskCompletionSource done))
            {
                _done = done;
                _left = Backlog;
                gate.Wait();
            }
            else if (--_left == 0)
            {
                _done!.SetResult();
            }
        }
    }
}
