using Sapphire.Kernel.Benchmarks;
using Sapphire.Persistence.Benchmarks.Baselines;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Benchmarks.Load;

/// <summary>The SQLite journal under persistent actors, against raw SQLite that stores the very same rows in the very same transactions.</summary>
internal static class SqliteLoad
{
    /// <summary>Fifty actors, each with one event after another.</summary>
    public static Task<IReadOnlyList<Figure>> CrowdAsync(SqliteSynchronous synchronous) =>
        CompareAsync($"SQLite {Name(synchronous)}, {Crowd.Actors} actors, Persist", synchronous, Crowd.Actors, 2000, window: 1, 0.9, 30_000);

    /// <summary>One actor with one event after another: each is a transaction of its own.</summary>
    public static Task<IReadOnlyList<Figure>> OneAsync(SqliteSynchronous synchronous) =>
        CompareAsync($"SQLite {Name(synchronous)}, 1 actor, Persist", synchronous, 1, synchronous == SqliteSynchronous.Full ? 3000 : 10_000, window: 1, 0.75, null);

    /// <summary>One actor that does not wait for its events.</summary>
    public static Task<IReadOnlyList<Figure>> OneAsyncAsync(SqliteSynchronous synchronous) =>
        CompareAsync($"SQLite {Name(synchronous)}, 1 actor, PersistAsync", synchronous, 1, 100_000, window: 2000, 0.9, null);

    private static async Task<IReadOnlyList<Figure>> CompareAsync(string name, SqliteSynchronous synchronous, int actors, int events, int window, double bar, double? least)
    {
        List<double> ours = [];
        List<double> baseline = [];
        List<double> rows = [];
        for (int run = -1; run < PersistenceBenchmarks.Runs; run++)
        {
            using BenchFolder folder = new();
            (double rate, List<int> batches) = await OursAsync(new(folder["journal.db"]) { Synchronous = synchronous }, actors, events, window);
            double raw = RawSqlite.Rate(RawSqlite.Rows(folder["journal.db"]), batches, folder["raw.db"], synchronous);
            if (run >= 0)
            {
                ours.Add(rate);
                baseline.Add(raw);
                rows.Add(batches.Average());
            }
        }

        return
        [
            Figure.Of("journal", name, "events/s", ours, least, atLeast: true),
            Figure.Of("journal", "  raw SQLite, the same rows and transactions", "events/s", baseline),
            Figure.Of("journal", "  ratio", "×", ours.Zip(baseline, (a, b) => a / b), bar, atLeast: true),
            Figure.Of("journal", "  rows in a transaction (mean)", "rows", rows),
        ];
    }

    private static async Task<(double Rate, List<int> Batches)> OursAsync(SqliteJournalOptions options, int actors, int events, int window)
    {
        List<int> batches = [];
        await using SqliteJournal journal = SqliteJournal.Open(options with { Committed = batches.Add });
        double rate = await Crowd.RateAsync(journal, actors, events, window, batches.Clear);
        return (rate, batches);
    }

    private static string Name(SqliteSynchronous synchronous) => synchronous == SqliteSynchronous.Full ? "FULL" : "NORMAL";
}
