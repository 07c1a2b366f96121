using Sapphire.Kernel.Benchmarks;
using Sapphire.Web.TestKit;

namespace Sapphire.Benchmarks;

/// <summary>From the start of <c>./sapphire run</c> on a built tree to ready.</summary>
internal static class StartBenchmark
{
    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        List<(double Ready, double Healthy)> fresh = [];
        List<(double Ready, double Healthy)> existing = [];
        for (int i = 0; i < Server.Runs; i++)
        {
            using TemporaryFolder home = new();
            fresh.Add(await OnceAsync(home.Path));
            existing.Add(await OnceAsync(home.Path));
        }

        return
        [
            Figure.Of("start", "new home, to the ready line", "ms", fresh.Select(run => run.Ready), 2000),
            Figure.Of("start", "new home, to 200 on /healthz", "ms", fresh.Select(run => run.Healthy), 2000),
            Figure.Of("start", "existing home, to the ready line", "ms", existing.Select(run => run.Ready), 2000),
            Figure.Of("start", "existing home, to 200 on /healthz", "ms", existing.Select(run => run.Healthy), 2000),
        ];
    }

    private static async Task<(double Ready, double Healthy)> OnceAsync(string home)
    {
        (ChildProcess process, double ready, double healthy) = await Server.StartAsync(home);
        await using (process)
        {
            await process.TerminateAsync(TimeSpan.FromSeconds(20));
        }

        return (ready, healthy);
    }
}
