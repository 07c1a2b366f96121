using System.Diagnostics;

namespace Sapphire.Kernel.Benchmarks;

/// <summary>What a piece of work took.</summary>
/// <param name="Seconds">Time on the wall.</param>
/// <param name="Bytes">Allocated by all threads of the process.</param>
internal sealed record Cost(double Seconds, long Bytes);

/// <summary>Stopwatch and counter of allocations in one.</summary>
public static class Measure
{
    /// <summary>How busy the machine is, where it says so.</summary>
    public static string Load => File.Exists("/proc/loadavg")
        ? "load " + string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3))
        : "load unknown";

    /// <summary>How often each load is run; one more goes before to warm up.</summary>
    internal const int Runs = 7;

    /// <summary>Runs a piece of work after a collection, so that one run does not pay for the garbage of the last.</summary>
    internal static async Task<Cost> CostAsync(Func<Task> work)
    {
        Collect();
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        long start = Stopwatch.GetTimestamp();
        await work();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new(seconds, GC.GetTotalAllocatedBytes(precise: true) - bytes);
    }

    /// <summary>All runs after those that warm up.</summary>
    internal static async Task<List<T>> RunsAsync<T>(Func<Task<T>> run, int runs = Runs, int warmups = 2)
    {
        List<T> all = [];
        for (int i = -warmups; i < runs; i++)
        {
            T result = await run();
            if (i >= 0) all.Add(result);
        }

        return all;
    }

    internal static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    /// <summary>The value below which a share of the sorted values lies.</summary>
    public static double Percentile(IReadOnlyList<double> sorted, double share) => sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];
}
