using System.Diagnostics;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Benchmarks;
using Sapphire.Persistence.Benchmarks.Baselines;
using Sapphire.Persistence.Postgres;
using Sapphire.Postgres.TestKit;

namespace Sapphire.Persistence.Benchmarks.Load;

/// <summary>The PostgreSQL journal under persistent actors, against Npgsql alone that stores the very same rows in the very same transactions; and recovery from it.</summary>
internal static class PostgresLoad
{
    private const int EventsEach = 800;
    private const int Recovered = 50_000;

    /// <summary>Nothing where PostgreSQL is not installed.</summary>
    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        PostgresServer server;
        try
        {
            server = await PostgresServer.StartAsync();
        }
        catch (InvalidOperationException e)
        {
            await Console.Error.WriteLineAsync($"PostgreSQL is left out: {e.Message}");
            return [];
        }

        await using (server)
        {
            return [.. await CrowdAsync(server), await RecoveryAsync(server)];
        }
    }

    private static async Task<IReadOnlyList<Figure>> CrowdAsync(PostgresServer server)
    {
        List<double> ours = [];
        List<double> baseline = [];
        List<double> rows = [];
        for (int run = -1; run < PersistenceBenchmarks.Runs; run++)
        {
            string connectionString = await server.NewDatabaseAsync();
            List<int> batches = [];
            double rate;
            await using (PostgresJournal journal = PostgresJournal.Open(new(connectionString) { Committed = batches.Add }))
            {
                rate = await Crowd.RateAsync(journal, Crowd.Actors, EventsEach, window: 1, batches.Clear);
            }

            double raw = await RawPostgres.RateAsync(connectionString, batches);
            if (run >= 0)
            {
                ours.Add(rate);
                baseline.Add(raw);
                rows.Add(batches.Average());
            }
        }

        return
        [
            Figure.Of("journal", $"PostgreSQL, {Crowd.Actors} actors, Persist", "events/s", ours),
            Figure.Of("journal", "  raw Npgsql, the same rows and transactions", "events/s", baseline),
            Figure.Of("journal", "  ratio", "×", ours.Zip(baseline, (a, b) => a / b), 0.8, atLeast: true),
            Figure.Of("journal", "  rows in a transaction (mean)", "rows", rows),
        ];
    }

    private static async Task<Figure> RecoveryAsync(PostgresServer server)
    {
        PostgresJournalOptions options = new(await server.NewDatabaseAsync());
        await using (PostgresJournal journal = PostgresJournal.Open(options))
        {
            await Crowd.RateAsync(journal, 1, Recovered, window: 2000);
        }

        List<double> rates = [];
        for (int run = -1; run < PersistenceBenchmarks.Runs; run++)
        {
            await using PostgresJournal journal = PostgresJournal.Open(options);
            await using ActorSystem system = ActorSystem.Create("bench");
            Persistence.Add(system, journal, Said.Catalog);
            TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
            long start = Stopwatch.GetTimestamp();
            system.ActorOf(Props.Create(() => new WriterActor(Crowd.Id(0), 0, 1, ready, ready)));
            await ready.Task;
            if (run >= 0) rates.Add(Recovered / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return Figure.Of("journal", $"PostgreSQL, recovery, {Recovered:#,0} events of one actor", "events/s", rates, 200_000, atLeast: true);
    }
}
