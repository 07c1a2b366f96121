using Sapphire.Benchmarks.Chats;
using Sapphire.Kernel.Benchmarks;
using Sapphire.Web.TestKit;

namespace Sapphire.Benchmarks;

/// <summary>
/// Replies that stream at 30 tokens a second, each token with the time at which the model wrote it: how old it is when a browser's socket has
/// it. Model and browsers share the processors with the server.
/// </summary>
internal static class TurnsBenchmark
{
    private const double Pace = 30;
    private const int Tokens = 480;
    private const int Skip = 150;
    private const double Failed = 999_999;

    // What, the load, and the bar in milliseconds.
    private static readonly (string Name, TokenLoad Load, double? Bar)[] Loads =
    [
        ("200 turns, a browser each", new(200, 1, Pace, Tokens, Skip), 50),
        ("10 turns, 1,000 browsers", new(10, 100, Pace, Tokens, Skip), 100),
        ("200 turns, 1,000 browsers", new(200, 5, Pace, Tokens, Skip), 100),
        ("1,000 turns, a browser each", new(1000, 1, Pace, Tokens, Skip), null),
    ];

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        List<Figure> figures = [];
        Spread bare = await (Loads[0].Load with { Tokens = 150, Skip = 30 }).BareAsync();
        figures.Add(bare.AsFigure("turns", "200 streams, no Sapphire between (baseline)"));
        foreach ((string name, TokenLoad load, double? bar) in Loads)
        {
            using TemporaryFolder home = new();
            await using SapphireServer server = await SapphireServer.StartAsync(home.Path);
            try
            {
                TokenResult result = await load.RunAsync(server);
                figures.Add(result.Ages.AsFigure("turns", name, bar));
                if (load == Loads[0].Load) figures.Add(Figure.Of("turns", "  p50 over the baseline", "x", [result.Ages.P50 / bare.P50]));
                if (result is { ServerCores: { } theirs, OwnCores: { } own })
                {
                    figures.Add(Figure.Of("turns", "  processors: the server", "cores", [theirs]));
                    figures.Add(Figure.Of("turns", "  processors: model and browsers", "cores", [own]));
                }
            }
            catch (Exception e) when (e is TimeoutException or InvalidOperationException)
            {
                // The others are measured nevertheless.
                figures.Add(Figure.Of("turns", $"{name}: failed", "ms", [Failed], bar));
                string[] log = [.. Directory.GetFiles(Path.Combine(home.Path, "logs")).Order(StringComparer.Ordinal).SelectMany(File.ReadLines).Where(static line => line.Contains("WRN", StringComparison.Ordinal) || line.Contains("ERR", StringComparison.Ordinal))];
                await Console.Error.WriteLineAsync($"{name}: {e.Message[..Math.Min(e.Message.Length, 600)]}\n{string.Join('\n', log.Take(5))}");
            }
        }

        return figures;
    }
}
