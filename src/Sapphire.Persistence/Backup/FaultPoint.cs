using System.Diagnostics;

namespace Sapphire.Persistence.Backup;

/// <summary>Named places where a test ends the process as kill -9 does.</summary>
internal static class FaultPoint
{
    /// <summary>The environment variable with the name of one place; only tests set it.</summary>
    public const string Variable = "SAPPHIRE_TEST_KILL_AT";

    private static readonly string? Chosen = Environment.GetEnvironmentVariable(Variable);

    /// <summary>Dies here when this place was chosen.</summary>
    public static void Pass(string name)
    {
        if (Chosen is not null && string.Equals(Chosen, name, StringComparison.Ordinal))
        {
            using Process self = Process.GetCurrentProcess();
            self.Kill();
            self.WaitForExit();
        }
    }
}
