using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Benchmarks.Baselines;

namespace Sapphire.Kernel.Benchmarks.Load;

/// <summary>
/// Four senders and one receiver: as fast as they can; in windows, so that the receiver is never far behind; and into a receiver that
/// does not take anything until all has been sent, so that its queue grows to its full length.
/// </summary>
internal static class FanInLoad
{
    private const int Senders = 4;
    private const int Burst = 250;
    private const int Each = 1_000_000;
    private const int Backlog = 200_000;

    private static readonly object Message = new();
    private static readonly object Go = new();
    private static readonly object Mark = new();

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        await using ActorSystem system = ActorSystem.Create("bench");
        const double Messages = (double)Senders * Each;
        List<(Cost Free, Cost Bare)> free = await Measure.RunsAsync(async () => (await KernelAsync(system, windowed: false), await BareAsync()));
        List<Cost> windowed = await Measure.RunsAsync(() => KernelAsync(system, windowed: true));
        List<(Cost Fill, Cost Drain)> backlog = await Measure.RunsAsync(() => BacklogAsync(system));
        return
        [
            Figure.Of("fan-in", "fan-in, four to one", "msg/s", free.Select(r => Messages / r.Free.Seconds), 8_000_000, atLeast: true),
            Figure.Of("fan-in", "  allocated", "B/msg", free.Select(r => r.Free.Bytes / Messages), 0.01),
            Figure.Of("fan-in", "  over a bare queue on the thread pool", "×", free.Select(r => r.Bare.Seconds / r.Free.Seconds), 1, atLeast: true),
            Figure.Of("fan-in", $"fan-in, four to one, windows of {Burst}", "msg/s", windowed.Select(r => Messages / r.Seconds), 8_000_000, atLeast: true),
            Figure.Of("fan-in", "  allocated", "B/msg", windowed.Select(r => r.Bytes / Messages), 0.01),
            Figure.Of("fan-in", $"filling a queue with {Backlog:#,0}", "msg/s", backlog.Select(r => Backlog / r.Fill.Seconds)),
            Figure.Of("fan-in", "  allocated, filled and drained again", "B/msg", backlog.Select(r => (r.Fill.Bytes + r.Drain.Bytes) / (double)Backlog), 0.01),
        ];
    }

    private static async Task<Cost> KernelAsync(ActorSystem system, bool windowed)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef sink = system.ActorOf(Props.Create(() => new Sink(Senders * Each, done)));
        IActorRef[] sources = [.. Enumerable.Range(0, Senders).Select(_ => system.ActorOf(Props.Create(() => new Source(sink, Each, windowed))))];
        Cost cost = await Measure.CostAsync(() =>
        {
            foreach (IActorRef source in sources) source.Tell(Go);
            return done.Task;
        });
        foreach (IActorRef actor in sources) system.Stop(actor);
        system.Stop(sink);
        return cost;
    }

    private static Task<Cost> BareAsync()
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int received = 0;
        BareActor sink = new((_, _) =>
        {
            if (++received == Senders * Each) done.SetResult();
        });
        BareActor[] sources = [.. Enumerable.Range(0, Senders).Select(_ =>
        {
            int left = Each;
            return new BareActor((self, go) =>
            {
                for (int i = 0; i < Burst; i++) sink.Tell(Message, self);
                if ((left -= Burst) > 0) self.Tell(go, self);
            });
        })];
        return Measure.CostAsync(() =>
        {
            foreach (BareActor source in sources) source.Tell(Go, null);
            return done.Task;
        });
    }

    private static async Task<(Cost Fill, Cost Drain)> BacklogAsync(ActorSystem system)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using ManualResetEventSlim gate = new();
        IActorRef sink = system.ActorOf(Props.Create(() => new GatedSink(Backlog, gate, done)));
        sink.Tell(Go);
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
        system.Stop(sink);
        return (fill, drain);
    }

    private sealed class Source(IActorRef sink, int count, bool windowed) : UntypedActor
    {
        private int _left = count;

        protected override void OnReceive(object message)
        {
            for (int i = 1; i < Burst; i++) sink.Tell(Message, Self);
            sink.Tell(windowed ? Mark : Message, Self);
            if ((_left -= Burst) > 0 && !windowed) Self.Tell(message, Self);
        }
    }

    private sealed class Sink(int count, TaskCompletionSource done) : UntypedActor
    {
        private int _left = count;

        protected override void OnReceive(object message)
        {
            if (--_left == 0) done.SetResult();
            else if (_left > 0 && ReferenceEquals(message, Mark)) Sender.Tell(Go, Self);
        }
    }

    private sealed class GatedSink(int count, ManualResetEventSlim gate, TaskCompletionSource done) : UntypedActor
    {
        private int _left = count;

        protected override void OnReceive(object message)
        {
            if (ReferenceEquals(message, Go)) gate.Wait();
            else if (--_left == 0) done.SetResult();
        }
    }
}
