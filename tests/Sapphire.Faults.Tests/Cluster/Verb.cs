using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Cluster;

/// <summary>Runs a verb of the program beside the node of a home.</summary>
internal static class Verb
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Its output; it must succeed.</summary>
    public static async Task<string> RunAsync(string home, params string[] verb)
    {
        (int status, string output) = await TryAsync(home, verb);
        status.ShouldBe(0, output);
        return output;
    }

    /// <summary>Starts it.</summary>
    public static ChildProcess Begin(string home, params string[] verb) => ChildProcess.Start("dotnet", [Repository.Program, .. verb, "--home", home]);

    /// <summary>Its exit status and output.</summary>
    public static async Task<(int Status, string Output)> TryAsync(string home, params string[] verb)
    {
        await using ChildProcess process = Begin(home, verb);
        return (await process.WaitForExitAsync(Patience), process.Output);
    }
}
