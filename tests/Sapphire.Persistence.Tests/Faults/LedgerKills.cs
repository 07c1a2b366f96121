using System.Diagnostics;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence.Tests.Faults;

/// <summary>The loop of kills on one store: let writers begin, kill something, look at what is stored, again.</summary>
/// <param name="name">The database, for people.</param>
/// <param name="store">Where the writers write.</param>
internal sealed class LedgerKills(string name, LedgerStore store)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly LedgerBook _book = new();
    private readonly SortedDictionary<string, int> _moments = new(StringComparer.Ordinal);

    /// <summary>Where a process writes before it is told to go; null for a file of its own.</summary>
    public LedgerStore? Warm { get; init; }

    /// <summary>Waits until nothing of a killed process is still at work.</summary>
    public Func<Task> Settled { get; init; } = () => Task.CompletedTask;

    /// <summary>Runs the loop.</summary>
    /// <param name="kills">How often.</param>
    /// <param name="kill">Lets one process begin and kills it or its server; afterwards the store can be used. Says what it did.</param>
    public async Task RunAsync(int kills, Func<LedgerRun, Random, Task<string>> kill)
    {
        Random random = Soak.Random(out int seed);
        long begun = Stopwatch.GetTimestamp();
        LedgerRun next = LedgerRun.Start(store, Warm);
        try
        {
            for (int i = 1; i <= kills; i++)
            {
                await using LedgerRun run = next;
                string moment = await kill(run, random);
                _moments[moment] = _moments.GetValueOrDefault(moment) + 1;

                // The next process starts while this one is looked at.
                next = LedgerRun.Start(store, Warm);
                string where = $"{name}, seed {seed}, kill {i} ({moment})";
                await Settled();
                await using IJournal journal = store.Open();
                await _book.CheckAsync([run], journal, where);
                _book.CheckView(await LedgerView.CatchUpAsync(store, journal, Patience), where);
                if (i % 200 == 0 || i == kills)
                {
                    await _book.CheckAllAsync(journal, where);
                    Print($"{name}: {i} kills -9 ({string.Join(", ", _moments.Select(m => $"{m.Value} {m.Key}"))}) in {Stopwatch.GetElapsedTime(begun).TotalSeconds:0} s: {_book.Events} events, {_book.Acknowledged} acknowledged");
                }
            }
        }
        finally
        {
            await next.DisposeAsync();
        }

        _book.Acknowledged.ShouldBeGreaterThan(kills * 20);
        _book.HighestEpoch.ShouldBeGreaterThan(kills / 2);
        Print($"{name}: {Ledger.Writers} writers, seed {seed}: every acknowledged event there, in order, none twice, no write in part; {_book.Recoveries} recovered states, {_book.Snapshots} snapshots and the view after each kill equal the events; epochs rose to {_book.HighestEpoch}");
    }

    private static void Print(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
