using System.Text.Json;
using Sapphire.Benchmarks;

string[] names = [.. args.Where(arg => !arg.StartsWith('-'))];
bool json = args.Contains("--json", StringComparer.Ordinal);
Dictionary<string, Func<Task<IReadOnlyList<Figure>>>> all = new(StringComparer.Ordinal)
{
    ["start"] = StartBenchmark.RunAsync,
    ["memory"] = MemoryBenchmark.RunAsync,
    ["first-token"] = FirstTokenBenchmark.RunAsync,
    ["ask"] = AskBenchmark.RunAsync,
    ["restart"] = RestartBenchmark.RunAsync,
    ["voice"] = VoiceBenchmark.RunAsync,
    ["journal"] = JournalBenchmark.RunAsync,
    ["kernel"] = KernelBenchmark.RunAsync,
};
if (args.Any(arg => arg.StartsWith('-') && arg is not "--json") || names.FirstOrDefault(name => !all.ContainsKey(name)) is not null)
{
    await Console.Error.WriteLineAsync($"Usage: bench [NAME] [--json]. The benchmarks are: {string.Join(", ", all.Keys)}.");
    return 2;
}

// The launcher names the folder of the built program; the tests' kit wants its file.
if (Environment.GetEnvironmentVariable("SAPPHIRE_APP") is { Length: > 0 } app && Directory.Exists(app))
{
    Environment.SetEnvironmentVariable("SAPPHIRE_APP", Path.Combine(app, "Sapphire.Web.dll"));
}

List<Figure> figures = [];
foreach (string name in names.Length == 0 ? all.Keys.ToArray() : names)
{
    IReadOnlyList<Figure> measured = await all[name]();
    figures.AddRange(measured);
    if (!json)
    {
        Console.WriteLine($"{name} (median of the runs)");
        foreach (Figure figure in measured)
        {
            string bar = figure.Bar is { } limit ? $"  bar {(figure.AtLeast ? "≥" : "≤")} {limit:0.##}{(figure.Holds ? string.Empty : "  MISSED")}" : string.Empty;
            Console.WriteLine($"  {figure.Name,-46} {figure.Value,12:#,0.##} {figure.Unit,-9}{bar}");
        }
    }
}

if (json)
{
    Console.WriteLine(JsonSerializer.Serialize(figures, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }));
}

return 0;
