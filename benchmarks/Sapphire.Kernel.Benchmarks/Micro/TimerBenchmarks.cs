using BenchmarkDotNet.Attributes;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Benchmarks.Micro;

/// <summary>A timer set and cancelled while ten thousand others wait.</summary>
[BenchmarkCategory("one timer")]
public class TimerBenchmarks
{
    private const int Pending = 10_000;
    private readonly Timer[] _timers = new Timer[Pending];
    private ActorSystem _system = null!;

    [GlobalSetup]
    public void Setup()
    {
        _system = ActorSystem.Create("micro");
        Random random = new(7);
        for (int i = 0; i < Pending; i++)
        {
            TimeSpan due = TimeSpan.FromHours(1 + random.NextDouble());
            _system.Scheduler.ScheduleTellOnceCancelable(due, _system.DeadLetters, this, ActorRefs.NoSender);
            _timers[i] = new Timer(static _ => { }, null, due, Timeout.InfiniteTimeSpan);
        }
    }

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        foreach (Timer timer in _timers) await timer.DisposeAsync();
        await _system.Terminate();
    }

    [Benchmark(Baseline = true, Description = "System.Threading.Timer, set and disposed of")]
    public void Framework()
    {
        using Timer timer = new(static _ => { }, null, TimeSpan.FromMinutes(30), Timeout.InfiniteTimeSpan);
    }

    [Benchmark(Description = "scheduled and cancelled")]
    public void Scheduler() =>
        _system.Scheduler.ScheduleTellOnceCancelable(TimeSpan.FromMinutes(30), _system.DeadLetters, this, ActorRefs.NoSender).Cancel();
}
