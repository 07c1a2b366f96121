using Sapphire.Kernel.Benchmarks.Load;
using Sapphire.Kernel.Benchmarks.Micro;

namespace Sapphire.Kernel.Benchmarks;

/// <summary>All that is measured of the kernel, in this process.</summary>
public static class KernelBenchmarks
{
    private static readonly Dictionary<string, Func<Task<IReadOnlyList<Figure>>>> All = new(StringComparer.Ordinal)
    {
        ["tell"] = TellLoad.RunAsync,
        ["fan-in"] = FanInLoad.RunAsync,
        ["ask"] = AskLoad.RunAsync,
        ["spawn"] = SpawnLoad.RunAsync,
        ["idle"] = IdleActorLoad.RunAsync,
        ["timer"] = TimerLoad.RunAsync,
        ["restart"] = RestartLoad.RunAsync,
        ["events"] = EventStreamLoad.RunAsync,
        ["streams"] = StreamLoad.RunAsync,
        ["fan-out"] = FanOutHubLoad.RunAsync,
        ["frame"] = FrameLoad.RunAsync,
        ["micro-tell"] = () => Task.Run(() => MicroBenchmarks.Run<TellBenchmarks>("micro-tell", bytes: 0)),
        ["micro-ask"] = () => Task.Run(() => MicroBenchmarks.Run<AskBenchmarks>("micro-ask", ratio: 1, bytes: 500)),
        ["micro-timer"] = () => Task.Run(() => MicroBenchmarks.Run<TimerBenchmarks>("micro-timer", bytes: 200)),
    };

    // Wants more than a gigabyte: only by name.
    private static readonly Dictionary<string, Func<Task<IReadOnlyList<Figure>>>> Large = new(StringComparer.Ordinal)
    {
        ["idle-million"] = () => IdleActorLoad.RunAsync(1_000_000),
    };

    /// <summary>The names of the loads that belong to the whole.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>The names of those that run only when they are named.</summary>
    public static IReadOnlyCollection<string> LargeNames => Large.Keys;

    /// <summary>Measures everything.</summary>
    public static Task<IReadOnlyList<Figure>> RunAsync() => RunAsync([]);

    /// <summary>Measures some loads; all of them when none is named.</summary>
    public static async Task<IReadOnlyList<Figure>> RunAsync(IReadOnlyCollection<string> names)
    {
        List<Figure> figures = [];
        foreach ((string name, Func<Task<IReadOnlyList<Figure>>> run) in All.Concat(Large))
        {
            if (names.Count == 0 ? All.ContainsKey(name) : names.Contains(name, StringComparer.Ordinal)) figures.AddRange(await run());
        }

        return figures;
    }
}
