using System.Diagnostics;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Benchmarks.Load;

/// <summary>Ten thousand pending timers: how late their messages are handled, and what one keeps.</summary>
internal static class TimerLoad
{
    private const int Count = 10_000;
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(1.5);

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        await using ActorSystem system = ActorSystem.Create("bench");
        List<(double P50, double P99, double Max)> late = await Measure.RunsAsync(() => LateAsync(system), runs: 5, warmups: 1);
        List<double> told = await Measure.RunsAsync(() => Task.FromResult(KeptBytes(system)), runs: 3, warmups: 1);
        List<double> timers = await Measure.RunsAsync(() => KeptByTimersAsync(system), runs: 3, warmups: 1);
        return
        [
            Figure.Of("timer", $"timers, {Count:#,0} pending: late, p50", "ms", late.Select(r => r.P50)),
            Figure.Of("timer", "  p99", "ms", late.Select(r => r.P99), 20),
            Figure.Of("timer", "  latest", "ms", late.Select(r => r.Max)),
            Figure.Of("timer", "  kept by one of the scheduler", "B", told, 200),
            Figure.Of("timer", "  kept by one of an actor's timers", "B", timers, 200),
        ];
    }

    private static async Task<(double P50, double P99, double Max)> LateAsync(ActorSystem system)
    {
        TaskCompletionSource<double[]> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef clock = system.ActorOf(Props.Create(() => new Clock(Count, done)));
        Random random = new(7);
        for (int i = 0; i < Count; i++)
        {
            TimeSpan delay = Spread * random.NextDouble();
            system.Scheduler.ScheduleTellOnce(delay, clock, new Due(Stopwatch.GetTimestamp() + (long)(delay.TotalSeconds * Stopwatch.Frequency)), ActorRefs.NoSender);
        }

        double[] late = await done.Task;
        system.Stop(clock);
        Array.Sort(late);
        return (Measure.Percentile(late, 0.5), Measure.Percentile(late, 0.99), late[^1]);
    }

    private static double KeptBytes(ActorSystem system)
    {
        object message = new();
        ICancelable[] all = new ICancelable[Count];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < Count; i++) all[i] = system.Scheduler.ScheduleTellOnceCancelable(TimeSpan.FromHours(1 + i), system.DeadLetters, message, ActorRefs.NoSender);
        double bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Count;
        foreach (ICancelable one in all) one.Cancel();
        return bytes;
    }

    private static async Task<double> KeptByTimersAsync(ActorSystem system)
    {
        IActorRef owner = system.ActorOf(Props.Create(() => new Owner()));
        object[] keys = [.. Enumerable.Range(0, Count).Select(_ => new object())];
        await owner.Ask<object>(Array.Empty<object>());
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await owner.Ask<object>(keys);
        double bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Count;
        await owner.GracefulStop(TimeSpan.FromSeconds(30));
        GC.KeepAlive(keys);
        return bytes;
    }

    private sealed record Due(long Timestamp);

    private sealed class Clock(int count, TaskCompletionSource<double[]> done) : UntypedActor
    {
        private readonly double[] _late = new double[count];
        private int _n;

        protected override void OnReceive(object message)
        {
            _late[_n++] = Math.Max(0, Stopwatch.GetElapsedTime(((Due)message).Timestamp).TotalMilliseconds);
            if (_n == count) done.SetResult(_late);
        }
    }

    private sealed class Owner : UntypedActor, IWithTimers
    {
        public ITimerScheduler Timers { get; set; } = null!;

        protected override void OnReceive(object message)
        {
            foreach (object key in (object[])message) Timers.StartSingleTimer(key, key, TimeSpan.FromHours(1));
            Sender.Tell(message, Self);
        }
    }
}
