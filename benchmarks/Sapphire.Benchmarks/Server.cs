using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Sapphire.Web.TestKit;

namespace Sapphire.Benchmarks;

/// <summary>The real program, started as a person starts it.</summary>
internal static partial class Server
{
    public const int Runs = 5;

    // USER_HZ of Linux.
    private const double TicksPerSecond = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static string Launcher => Path.Combine(Repository.Root, "sapphire");

    /// <summary>Starts <c>./sapphire run</c>; the times from the start of the process to the ready line and to an answer.</summary>
    public static async Task<(ChildProcess Process, double ReadyMs, double HealthyMs)> StartAsync(string home)
    {
        long start = Stopwatch.GetTimestamp();
        ChildProcess process = ChildProcess.Start(Launcher, ["run", "--home", home, "--port", "0"]);
        string output = await process.WaitForOutputAsync(text => text.Contains("Press Ctrl-C", StringComparison.Ordinal), Patience);
        double ready = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        await HealthyAsync(new(Address().Match(output).Value));
        return (process, ready, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    /// <summary>Waits until <c>/healthz</c> answers 200.</summary>
    public static async Task HealthyAsync(Uri address)
    {
        using HttpClient http = new();
        while (true)
        {
            using HttpResponseMessage response = await http.GetAsync(new Uri(address, "healthz"));
            if (response.IsSuccessStatusCode)
            {
                return;
            }
        }
    }

    /// <summary>Proportional set size of a process and all below it, in MB.</summary>
    public static double PssMb(int root) => Tree(root).Sum(PssOf);

    /// <summary>Proportional set size of each process of the tree whose command line holds a text, in MB.</summary>
    public static IReadOnlyList<double> PssMb(int root, string text) =>
        [.. Tree(root).Where(id => (Read($"/proc/{id}/cmdline") ?? string.Empty).Replace('\0', ' ').Contains(text, StringComparison.Ordinal)).Select(PssOf)];

    private static double PssOf(int process) =>
        Read($"/proc/{process}/smaps_rollup") is { } rollup ? long.Parse(Pss().Match(rollup).Groups["kb"].Value, CultureInfo.InvariantCulture) / 1024.0 : 0;

    /// <summary>Processor time that a process and all below it have used, in seconds.</summary>
    public static double CpuSeconds(int root) => Tree(root).Sum(id => Read($"/proc/{id}/stat") is { } stat && stat[(stat.LastIndexOf(')') + 2)..].Split(' ') is { } fields
        ? double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)
        : 0) / TicksPerSecond;

    private static HashSet<int> Tree(int root)
    {
        Dictionary<int, int> parents = [];
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int id) && Read(Path.Combine(folder, "stat")) is { } stat)
            {
                // After the name in brackets: state, parent.
                parents[id] = int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
            }
        }

        HashSet<int> tree = [root];
        while (parents.Any(one => tree.Contains(one.Value) && tree.Add(one.Key)))
        {
            // Until no child is left.
        }

        return tree;
    }

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

    [GeneratedRegex(@"http://127\.0\.0\.1:[0-9]{1,5}", RegexOptions.None, 1000)]
    private static partial Regex Address();

    [GeneratedRegex(@"^Pss:\s+(?<kb>[0-9]+) kB", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pss();
}
