using Sapphire.Kernel.Benchmarks;
using Sapphire.Persistence.Benchmarks.Load;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Benchmarks;

/// <summary>All that is measured of the journals, in this process.</summary>
public static class PersistenceBenchmarks
{
    /// <summary>How often each is run; one more goes before to warm up. What is shown is the median.</summary>
    internal const int Runs = 5;

    private static readonly Dictionary<string, Func<Task<IReadOnlyList<Figure>>>> All = new(StringComparer.Ordinal)
    {
        ["sqlite-full"] = () => SqliteLoad.CrowdAsync(SqliteSynchronous.Full),
        ["sqlite-normal"] = () => SqliteLoad.CrowdAsync(SqliteSynchronous.Normal),
        ["sqlite-one-full"] = () => SqliteLoad.OneAsync(SqliteSynchronous.Full),
        ["sqlite-one-normal"] = () => SqliteLoad.OneAsync(SqliteSynchronous.Normal),
        ["sqlite-async-full"] = () => SqliteLoad.OneAsyncAsync(SqliteSynchronous.Full),
        ["sqlite-async-normal"] = () => SqliteLoad.OneAsyncAsync(SqliteSynchronous.Normal),
        ["postgres"] = PostgresLoad.RunAsync,
        ["in-memory"] = InMemoryLoad.RunAsync,
        ["recovery"] = RecoveryLoad.RunAsync,
    };

    /// <summary>Their names.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>Measures some; all of them when none is named.</summary>
    public static async Task<IReadOnlyList<Figure>> RunAsync(IReadOnlyCollection<string> names)
    {
        List<Figure> figures = [];
        foreach ((string name, Func<Task<IReadOnlyList<Figure>>> run) in All)
        {
            if (names.Count == 0 || names.Contains(name, StringComparer.Ordinal)) figures.AddRange(await run());
        }

        return figures;
    }
}
