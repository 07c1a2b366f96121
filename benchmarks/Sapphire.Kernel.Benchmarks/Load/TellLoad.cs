using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Benchmarks.Baselines;

namespace Sapphire.Kernel.Benchmarks.Load;

/// <summary>Two pairs of actors that play ping-pong with a hundred balls each.</summary>
internal static class TellLoad
{
    private const int Pairs = 2;
    private const int Balls = 100;
    private const int Hits = 2_000_000;

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        await using ActorSystem system = ActorSystem.Create("bench");
        List<(double Rate, double Bytes, double Bare)> runs = await Measure.RunsAsync(async () =>
        {
            const double Messages = Pairs * 2.0 * Hits;
            Cost tell = await KernelAsync(system);
            Cost bare = await BareAsync();
            return (Messages / tell.Seconds, tell.Bytes / Messages, Messages / bare.Seconds);
        });
        return
        [
            Figure.Of("tell", "tell, two pairs", "msg/s", runs.Select(r => r.Rate), 16_000_000, atLeast: true),
            Figure.Of("tell", "  allocated", "B/msg", runs.Select(r => r.Bytes), 0.01),
            Figure.Of("tell", "  over a bare queue on the thread pool", "×", runs.Select(r => r.Rate / r.Bare)),
        ];
    }

    private static async Task<Cost> KernelAsync(ActorSystem system)
    {
        TaskCompletionSource[] done = Completions();
        (IActorRef Ping, IActorRef Pong)[] pairs = [.. done.Select(one => (system.ActorOf(Props.Create(() => new Player(one, Hits))), system.ActorOf(Props.Create(() => new Player(one, Hits)))))];
        Cost cost = await Measure.CostAsync(() =>
        {
            foreach ((IActorRef ping, IActorRef pong) in pairs)
            {
                for (int i = 0; i < Balls; i++) ping.Tell(Player.Ball, pong);
            }

            return Task.WhenAll(done.Select(one => one.Task));
        });
        foreach ((IActorRef ping, IActorRef pong) in pairs)
        {
            system.Stop(ping);
            system.Stop(pong);
        }

        return cost;
    }

    private static Task<Cost> BareAsync()
    {
        TaskCompletionSource[] done = Completions();
        return Measure.CostAsync(() =>
        {
            foreach (TaskCompletionSource one in done)
            {
                BareActor ping = NewPlayer(one), pong = NewPlayer(one);
                for (int i = 0; i < Balls; i++) ping.Tell(Player.Ball, pong);
            }

            return Task.WhenAll(done.Select(one => one.Task));
        });

        static BareActor NewPlayer(TaskCompletionSource one)
        {
            int left = Hits;
            return new((self, message) =>
            {
                if (--left > 0) self.Sender!.Tell(message, self);
                else one.TrySetResult();
            });
        }
    }

    private static TaskCompletionSource[] Completions() =>
        [.. Enumerable.Range(0, Pairs).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];

    private sealed class Player(TaskCompletionSource done, int hits) : UntypedActor
    {
        public static readonly object Ball = new();
        private int _left = hits;

        protected override void OnReceive(object message)
        {
            if (--_left > 0) Sender.Tell(message, Self);
            else done.TrySetResult();
        }
    }
}
