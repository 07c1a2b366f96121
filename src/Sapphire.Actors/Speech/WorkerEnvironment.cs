using System.Diagnostics;
using System.Globalization;

namespace Sapphire.Actors.Speech;

/// <summary>What is particular to the system: how a worker is started, and what it uses.</summary>
internal static class WorkerEnvironment
{
    // Keys and tokens in the host's environment are no business of a process that parses foreign bytes.
    private static readonly string[] Passed = ["PATH", "HOME", "USER", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TEMP", "TMP", "SystemRoot"];
    private static readonly string[] PassedPrefixes = ["LC_", "LD_", "DOTNET_", "ESPEAK"];

    /// <summary>Starts <c>PROGRAM … ENGINE --link PATH</c> with all three standard streams redirected.</summary>
    public static Process Start(WorkerCommand command, string engine, string socketPath)
    {
        ProcessStartInfo start = new(command.Program, [.. command.Arguments, engine, "--link", socketPath])
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (string name in start.Environment.Keys.Where(name => !IsPassed(name)).ToList())
        {
            start.Environment.Remove(name);
        }

        // A killed process would leave its diagnostics socket in the temporary folder.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        // Little memory and a quick start count more than the speed of managed code: the work is done in native code.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_GCgen0size"] = "400000";
        return Process.Start(start) ?? throw new IOException($"{command.Program} did not start.");
    }

    /// <summary>The resident set of a process, in bytes; 0 when it cannot be read.</summary>
    public static long ResidentBytes(int pid)
    {
        if (!OperatingSystem.IsLinux()) return 0;
        try
        {
            string[] fields = File.ReadAllText($"/proc/{pid}/statm").Split(' ');
            return fields.Length > 1 && long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out long pages) ? pages * Environment.SystemPageSize : 0;
        }
        catch (IOException)
        {
            // It has just ended.
            return 0;
        }
    }

    /// <summary>The name of a signal, for a person.</summary>
    public static string SignalName(int signal) => signal switch
    {
        4 => "SIGILL",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        15 => "SIGTERM",
        _ => $"signal {signal}",
    };

    private static bool IsPassed(string name) =>
        Passed.Contains(name, StringComparer.OrdinalIgnoreCase) || PassedPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
