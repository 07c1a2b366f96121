using Xunit.Runner.InProc.SystemConsole;

namespace Sapphire.Kernel.Tests;

/// <summary>
/// Runs the suite; several times in one process when asked to, since most of the time of a short run goes into compiling it.
/// Ends with the first run that fails.
/// </summary>
internal static class Program
{
    /// <summary>How many times in one process.</summary>
    public const string Variable = "SAPPHIRE_RUNS_IN_PROCESS";

    private static async Task<int> Main(string[] args)
    {
        int runs = int.TryParse(Environment.GetEnvironmentVariable(Variable), out int wanted) ? wanted : 1;
        int code = 0;
        for (int run = 0; run < runs && code == 0; run++)
        {
            using ConsoleRunner runner = new(args);
            code = await runner.EntryPoint();
        }

        return code;
    }
}
