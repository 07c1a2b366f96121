using System.Globalization;
using System.Runtime.InteropServices;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Voice;

/// <summary>The worker processes of a server.</summary>
internal static partial class VoiceWorkers
{
    private const int Sigkill = 9;

    /// <summary>The processes of an engine that <paramref name="server"/> has started; all engines when it is null.</summary>
    public static IReadOnlyList<int> Of(int server, string? engine = null) =>
        [.. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int id) ? id : 0)
            .Where(id => id != 0 && ParentOf(id) == server && IsWorker(id, engine))];

    /// <summary>Waits until an engine has a process.</summary>
    public static async Task<int> WaitForAsync(int server, string engine)
    {
        int found = 0;
        await Polling.UntilAsync(() => (found = Of(server, engine) is [int first, ..] ? first : 0) != 0, $"a worker of {engine}");
        return found;
    }

    /// <summary>kill -9.</summary>
    public static void Kill(int process) => _ = SendSignal(process, Sigkill);

    /// <summary>Whether a process runs; one that has ended and was not waited for does not.</summary>
    public static bool Runs(int process) => Stat(process) is { } stat && stat[0] != "Z";

    private static bool IsWorker(int process, string? engine)
    {
        string[] arguments = (Read($"/proc/{process}/cmdline") ?? string.Empty).Split('\0');
        int at = Array.IndexOf(arguments, "worker");
        return at > 0 && (engine is null || arguments.ElementAtOrDefault(at + 1) == engine);
    }

    private static int ParentOf(int process) => Stat(process) is { } stat ? int.Parse(stat[1], CultureInfo.InvariantCulture) : 0;

    // After the name in brackets: state, parent.
    private static string[]? Stat(int process) => Read($"/proc/{process}/stat") is { Length: > 0 } stat ? stat[(stat.LastIndexOf(')') + 2)..].Split(' ') : null;

    private static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            // A process that has ended meanwhile.
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
