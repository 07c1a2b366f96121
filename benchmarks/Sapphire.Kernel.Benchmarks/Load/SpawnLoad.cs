using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Benchmarks.Load;

/// <summary>Actors that are made and stopped: below the guardian from outside, and as watched children of an actor.</summary>
internal static class SpawnLoad
{
    private const int Count = 100_000;
    private const int AtOnce = 1_000;

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        await using ActorSystem system = ActorSystem.Create("bench");
        List<(Cost Plain, Cost Watched)> runs = await Measure.RunsAsync(async () => (await PlainAsync(system), await WatchedAsync(system)));
        return
        [
            Figure.Of("spawn", "spawn and stop", "actors/s", runs.Select(r => Count / r.Plain.Seconds), 100_000, atLeast: true),
            Figure.Of("spawn", "  allocated", "B/actor", runs.Select(r => (double)r.Plain.Bytes / Count)),
            Figure.Of("spawn", "spawn, watch and stop a child", "actors/s", runs.Select(r => Count / r.Watched.Seconds), 100_000, atLeast: true),
            Figure.Of("spawn", "  allocated", "B/actor", runs.Select(r => (double)r.Watched.Bytes / Count)),
        ];
    }

    private static async Task<Cost> PlainAsync(ActorSystem system)
    {
        Countdown countdown = new(Count);
        Props props = Props.Create(() => new Short(countdown));
        return await Measure.CostAsync(() =>
        {
            for (int i = 0; i < Count; i++) system.Stop(system.ActorOf(props));
            return countdown.Done;
        });
    }

    private static async Task<Cost> WatchedAsync(ActorSystem system)
    {
        Countdown countdown = new(Count);
        IActorRef parent = system.ActorOf(Props.Create(() => new Parent(countdown)));
        Cost cost = await Measure.CostAsync(() =>
        {
            parent.Tell("go");
            return countdown.Done;
        });
        system.Stop(parent);
        return cost;
    }

    /// <summary>Completes when all have come.</summary>
    private sealed class Countdown(int count)
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left = count;

        public Task Done => _done.Task;

        public void Signal()
        {
            if (Interlocked.Decrement(ref _left) == 0) _done.SetResult();
        }
    }

    private sealed class Short(Countdown countdown) : UntypedActor
    {
        protected override void OnReceive(object message) => Unhandled(message);

        protected override void PostStop() => countdown.Signal();
    }

    private sealed class Idle : UntypedActor
    {
        protected override void OnReceive(object message) => Unhandled(message);
    }

    private sealed class Parent(Countdown countdown) : UntypedActor
    {
        private static readonly Props Child = Props.Create(() => new Idle());
        private int _left = Count;

        protected override void OnReceive(object message)
        {
            if (message is Terminated)
            {
                countdown.Signal();
                Spawn();
                return;
            }

            for (int i = 0; i < AtOnce; i++) Spawn();
        }

        private void Spawn()
        {
            if (_left-- <= 0) return;
            IActorRef child = Context.ActorOf(Child);
            Context.Watch(child);
            Context.Stop(child);
        }
    }
}
