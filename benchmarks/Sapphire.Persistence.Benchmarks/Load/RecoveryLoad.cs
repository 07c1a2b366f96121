using System.Diagnostics;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Benchmarks;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Benchmarks.Load;

/// <summary>One actor with a long history and no snapshot: from its start to the end of its recovery, from a file that was just opened.</summary>
internal static class RecoveryLoad
{
    private const int Events = 200_000;

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        using BenchFolder folder = new();
        SqliteJournalOptions options = new(folder["journal.db"]) { Synchronous = SqliteSynchronous.Normal };
        await using (SqliteJournal journal = SqliteJournal.Open(options))
        {
            await Crowd.RateAsync(journal, 1, Events, window: 2000);
        }

        List<double> rates = [];
        for (int run = -2; run < PersistenceBenchmarks.Runs; run++)
        {
            await using SqliteJournal journal = SqliteJournal.Open(options);
            await using ActorSystem system = ActorSystem.Create("bench");
            Persistence.Add(system, journal, Said.Catalog);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
            long start = Stopwatch.GetTimestamp();
            system.ActorOf(Props.Create(() => new WriterActor(Crowd.Id(0), 0, 1, ready, ready)));
            await ready.Task;
            if (run >= 0) rates.Add(Events / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return [Figure.Of("journal", $"recovery, {Events:#,0} events of one actor", "events/s", rates, 200_000, atLeast: true)];
    }
}
