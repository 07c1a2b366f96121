using System.Runtime.InteropServices;

namespace Sapphire.Audio.Workers;

/// <summary>What a worker needs of the system beside sockets.</summary>
internal static partial class WorkerNative
{
    private const int ResourceCore = 4;

    /// <summary>Ends the process at once: no <c>finally</c>, no exit handler of a library that may hang.</summary>
    public static void EndNow(int status)
    {
        if (OperatingSystem.IsWindows()) System.Diagnostics.Process.GetCurrentProcess().Kill();
        Exit(status);
    }

    /// <summary>A worker may crash: that leaves no memory image on the disk, and it is the first to go when memory runs out.</summary>
    public static void BeExpendable()
    {
        if (!OperatingSystem.IsLinux()) return;
        Limit none = default;
        _ = SetLimit(ResourceCore, in none);
        try
        {
            File.WriteAllText("/proc/self/oom_score_adj", "900");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"oom_score_adj stays as it is: {e.Message}");
        }
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void Exit(int status);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limit limit);

    // struct rlimit of 64-bit Linux.
    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
