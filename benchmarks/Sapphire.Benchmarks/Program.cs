using System.Text.Json;
using Sapphire.Benchmarks;
using Sapphire.Cluster.Benchmarks;
using Sapphire.Kernel.Benchmarks;
using Sapphire.Persistence.Benchmarks;

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
    ["room"] = RoomBenchmark.RunAsync,
    ["journal"] = async () => [.. await PersistenceBenchmarks.RunAsync([]), .. await ChatRecoveryBenchmark.RunAsync(), .. await ReadModelBenchmark.RunAsync()],
    ["chat"] = ChatRecoveryBenchmark.RunAsync,
    ["views"] = ReadModelBenchmark.RunAsync,
    ["chats"] = ChatsBenchmark.RunAsync,
    ["turns"] = TurnsBenchmark.RunAsync,
    ["cluster"] = ClusterBenchmarks.RunAsync,
    ["kernel"] = KernelBenchmarks.RunAsync,
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
// Long chats and the read models are part of the journal, too.
foreach (string name in names.Length == 0 ? all.Keys.Where(name => name is not ("chat" or "views")).ToArray() : names)
{
    IReadOnlyList<Figure> measured = await all[name]();
    figures.AddRange(measured);
    if (!json)
    {
        Console.WriteLine($"{name} (median of the runs)");
        foreach (Figure figure in measured) Console.WriteLine(figure);
        Console.WriteLine($"  ({Measure.Load})");
    }
}

if (json)
{
    Console.WriteLine(JsonSerializer.Serialize(figures, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }));
}

return 0;
