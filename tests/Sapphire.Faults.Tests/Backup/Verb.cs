using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Backup;

/// <summary>The program's verbs as processes.</summary>
internal static class Verb
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static ChildProcess Start(IReadOnlyDictionary<string, string?>? environment, params string[] arguments) =>
        ChildProcess.StartDotnet(Repository.Program, arguments, environment);

    /// <summary>Runs one to its end.</summary>
    public static async Task<(int Status, string Output)> RunAsync(IReadOnlyDictionary<string, string?>? environment, params string[] arguments)
    {
        await using ChildProcess process = Start(environment, arguments);
        int status = await process.WaitForExitAsync(Patience);
        return (status, process.Output);
    }

    /// <summary>Runs one that must succeed.</summary>
    public static async Task<string> DoAsync(params string[] arguments)
    {
        (int status, string output) = await RunAsync(null, arguments);
        status.ShouldBe(0, output);
        return output;
    }
}
