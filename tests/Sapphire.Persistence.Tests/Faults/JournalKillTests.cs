using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Tests.Faults;

/// <summary>kill -9 at random moments, fifty writers, a read model beside them, always on the same store.</summary>
public sealed class JournalKillTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("soak", "journal-kill")]
    public async Task Every_acknowledged_event_is_there_once_after_kill_9()
    {
        int kills = Soak.Count(inTests: 20, inSoak: 1000);
        Random random = Soak.Random(out int seed);
        LedgerStore store = new(LedgerStoreKind.Sqlite, _folder.File("journal.db"), _folder.File("view.db"));
        LedgerBook book = new();
        Dictionary<string, int> moments = [];
        long begun = Stopwatch.GetTimestamp();

        // The next process starts while this one is looked at.
        LedgerRun next = LedgerRun.Start(store);
        try
        {
            for (int kill = 1; kill <= kills; kill++)
            {
                await using LedgerRun run = next;
                string moment = await RunAndKillAsync(run, random);
                moments[moment] = moments.GetValueOrDefault(moment) + 1;
                next = LedgerRun.Start(store);
                string where = $"seed {seed}, kill {kill} ({moment})";
                await using IJournal journal = await store.OpenAsync();
                await book.CheckAsync(run, journal, where);
                book.CheckView(await LedgerView.CatchUpAsync(store.View, journal, Patience), where);
                if (kill % 200 == 0 || kill == kills)
                {
                    await book.CheckAllAsync(journal, where);
                    Print($"SQLite: {kill} kills -9 ({string.Join(", ", moments.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Value} {m.Key}"))}), {Stopwatch.GetElapsedTime(begun).TotalSeconds:0} s: {book.Acknowledged} acknowledged of {book.Events} events");
                }
            }
        }
        finally
        {
            await next.DisposeAsync();
        }

        Integrity(store.Journal).ShouldBe("ok");
        book.Acknowledged.ShouldBeGreaterThan(kills * 20);
        book.HighestEpoch.ShouldBeGreaterThan(kills / 2);
        Print($"{Ledger.Writers} writers, seed {seed}: every acknowledged event there, in order, none twice, no write in part; {book.Recoveries} recoveries, {book.Snapshots} snapshots and the view after each kill equal the events; epochs rose to {book.HighestEpoch}; integrity_check ok");
    }

    private static async Task<string> RunAndKillAsync(LedgerRun run, Random random)
    {
        // Small checkpoints in every other run: they must not fall outside of short ones.
        await run.GoAsync(random.Next(2) == 0 ? null : 64 << 10);
        if (random.Next(6) == 0)
        {
            await run.KillAfterAsync(TimeSpan.FromMilliseconds(random.Next(1, 150)));
            return run.Acknowledgements == 0 ? "before the first write" : "at a time";
        }

        await run.KillAfterAsync(random.Next(1, 700), random.Next(60_000));
        return "while writing";
    }

    private static string? Integrity(string path)
    {
        using SqliteConnection connection = SqliteFile.Open(new(path));
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        return (string?)command.ExecuteScalar();
    }

    private static void Print(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
