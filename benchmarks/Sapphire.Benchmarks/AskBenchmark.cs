using System.Diagnostics;
using System.Text.Json;
using Sapphire.Kernel.Benchmarks;
using Sapphire.Web.TestKit;

namespace Sapphire.Benchmarks;

/// <summary><c>./sapphire ask</c> with no server running.</summary>
internal static class AskBenchmark
{
    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        using TemporaryFolder home = new();
        List<double> wall = [];
        List<double> total = [];
        for (int i = 0; i < Server.Runs; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await using ChildProcess process = ChildProcess.Start(Server.Launcher, ["ask", "what time is it", "--json", "--home", home.Path]);
            int status = await process.WaitForExitAsync(TimeSpan.FromSeconds(60));
            wall.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (status != 0)
            {
                throw new InvalidOperationException($"ask ended with {status}: {process.Output}");
            }

            await process.WaitForOutputAsync(text => text.Contains('}', StringComparison.Ordinal), TimeSpan.FromSeconds(10));
            using JsonDocument answer = JsonDocument.Parse(process.Output);
            total.Add(answer.RootElement.GetProperty("timings_ms").GetProperty("total").GetDouble());
        }

        return
        [
            Figure.Of("ask", "cold, from the start of the process to its end", "ms", wall),
            Figure.Of("ask", "the turn in it", "ms", total),
        ];
    }
}
