using System.Diagnostics;
using System.Globalization;

namespace Sapphire.Actors.Operations;

/// <summary>Measures what this process uses. Not thread-safe.</summary>
internal sealed class UsageMeter(TimeProvider time)
{
    private const string Proportional = "/proc/self/smaps_rollup";
    private TimeSpan _cpuBefore;
    private long _before;

    /// <summary>Measures; the processor since the last measurement, at first since the start of the process.</summary>
    /// <param name="sessions">What to say of chats.</param>
    /// <param name="drops">What to say of drops.</param>
    public NodeUsage Measure(int sessions, long drops)
    {
        using Process process = Process.GetCurrentProcess();
        TimeSpan cpu = process.TotalProcessorTime;
        TimeSpan passed = _before == 0 ? time.GetLocalNow() - new DateTimeOffset(process.StartTime) : time.GetElapsedTime(_before);
        double share = passed <= TimeSpan.Zero ? 0 : Math.Clamp((cpu - _cpuBefore) / passed / Environment.ProcessorCount, 0, 1);
        _cpuBefore = cpu;
        _before = time.GetTimestamp();
        return new(Math.Round(share, 3), ProportionalSize() ?? process.WorkingSet64, GC.GetGCMemoryInfo().HeapSizeBytes, GC.CollectionCount(GC.MaxGeneration), process.Threads.Count, sessions, drops, Environment.ProcessId, Environment.MachineName);
    }

    private static long? ProportionalSize()
    {
        if (!OperatingSystem.IsLinux()) return null;
        try
        {
            foreach (string line in File.ReadLines(Proportional))
            {
                if (line.StartsWith("Pss:", StringComparison.Ordinal)) return long.Parse(line.AsSpan(4).Trim().ToString().Split(' ')[0], CultureInfo.InvariantCulture) * 1024;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            // A system that does not tell: its working set is the next best.
        }

        return null;
    }
}
