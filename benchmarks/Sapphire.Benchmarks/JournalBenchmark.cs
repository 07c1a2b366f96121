using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Sapphire.Kernel.Benchmarks;
using Sapphire.Persistence.Journal;
using Sapphire.Web.TestKit;

namespace Sapphire.Benchmarks;

/// <summary>Durable events a second from many sessions at once, and what SQLite alone does with the very same transactions.</summary>
internal static class JournalBenchmark
{
    private const int Sessions = 500;
    private const int EventsEach = 100;
    private static readonly byte[] Payload = new byte[200];

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        List<double> ours = [];
        List<double> raw = [];
        List<double> rows = [];
        for (int run = 0; run < Server.Runs; run++)
        {
            using TemporaryFolder folder = new();
            (double rate, List<long> batches) = await JournalAsync(folder["journal.db"]);
            ours.Add(rate);
            rows.Add(batches.Average());
            await SqliteJournal.Open(new(folder["raw.db"])).DisposeAsync();
            raw.Add(Raw(folder["raw.db"], batches));
        }

        return
        [
            Figure.Of("journal", $"{Sessions} sessions, synchronous=FULL", "events/s", ours, 30_000, atLeast: true),
            Figure.Of("journal", "raw SQLite, the same transactions", "events/s", raw),
            Figure.Of("journal", "ratio", string.Empty, ours.Zip(raw, (a, b) => a / b), 0.9, atLeast: true),
            Figure.Of("journal", "rows in a transaction (mean)", "rows", rows),
        ];
    }

    private static async Task<(double Rate, List<long> Batches)> JournalAsync(string path)
    {
        await using SqliteJournal journal = SqliteJournal.Open(new(path));
        string[] ids = [.. Enumerable.Range(0, Sessions).Select(i => $"chat-{i}")];
        long[] epochs = await Task.WhenAll(ids.Select(journal.RaiseEpochAsync));
        List<long> batches = [];
        Task watch = Task.Run(async () =>
        {
            long last = 0;
            while (last < (long)Sessions * EventsEach)
            {
                await journal.WaitForOrderingAfterAsync(last);
                long now = journal.LastOrdering;
                batches.Add(now - last);
                last = now;
            }
        });
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(ids.Select((id, i) => Task.Run(async () =>
        {
            for (int n = 1; n <= EventsEach; n++)
            {
                await journal.WriteAsync(new(id, epochs[i], [new(n, "chat.user-said.1", Payload, DateTimeOffset.UnixEpoch)]));
            }
        })));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await watch;
        return (Sessions * EventsEach / seconds, batches);
    }

    private static double Raw(string path, List<long> batches)
    {
        using SqliteConnection connection = new($"Data Source={path};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
        using SqliteCommand insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO journal (created, persistence_id, sequence_number, message, manifest, writer_uuid) VALUES (0, $id, $n, $message, 'chat.user-said.1', 'writer')";
        SqliteParameter id = insert.Parameters.Add("$id", SqliteType.Text);
        SqliteParameter number = insert.Parameters.Add("$n", SqliteType.Integer);
        insert.Parameters.Add("$message", SqliteType.Blob).Value = Payload;
        insert.Prepare();
        long written = 0;
        long start = Stopwatch.GetTimestamp();
        foreach (long batch in batches)
        {
            Execute(connection, "BEGIN IMMEDIATE");
            for (long i = 0; i < batch; i++, written++)
            {
                id.Value = $"chat-{written % Sessions}";
                number.Value = (written / Sessions) + 1;
                insert.ExecuteNonQuery();
            }

            Execute(connection, "COMMIT");
        }

        return written / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants only.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
