using System.Diagnostics;

namespace Sapphire.Web.Hosting;

/// <summary>
/// Gives memory back that was used and is not needed any more, when the program has nothing to do: the runtime collects only while
/// something allocates, so that what hundreds of chats had used would stay until the next work. Its clock is the real one, as the
/// processor's is.
/// </summary>
internal sealed class IdleMemory : BackgroundService
{
    /// <summary>What must have been allocated since the last time, in bytes: the garbage of some work, not that of waiting.</summary>
    public const long Enough = 64L << 20;

    /// <summary>Below this share of one processor the program has nothing to do, so that nobody notices the pause of some milliseconds.</summary>
    public const double Idle = 0.05;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    /// <summary>Whether it is time. Pure.</summary>
    /// <param name="used">Processor time since the last look.</param>
    /// <param name="passed">Time since the last look.</param>
    /// <param name="allocated">Bytes that were allocated since memory was last given back.</param>
    public static bool IsDue(TimeSpan used, TimeSpan passed, long allocated) => allocated >= Enough && passed > TimeSpan.Zero && used / passed < Idle;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Every);
        long given = 0;
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long looked = Stopwatch.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                TimeSpan used = Environment.CpuUsage.TotalTime;
                if (IsDue(used - before, Stopwatch.GetElapsedTime(looked), GC.GetTotalAllocatedBytes() - given))
                {
                    GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                    given = GC.GetTotalAllocatedBytes();
                    used = Environment.CpuUsage.TotalTime;
                }

                (before, looked) = (used, Stopwatch.GetTimestamp());
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }
}
