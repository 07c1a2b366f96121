using System.Diagnostics;
using Sapphire.Persistence.Journal;
using Sapphire.Postgres.TestKit;

namespace Sapphire.Persistence.Tests.Faults;

/// <summary>
/// Two processes that fight for the same fifty ids: each takes over what the other owns, is fenced, recovers and takes it back. What
/// either has acknowledged is there, written by it, and both have always gone on from the same history.
/// </summary>
public sealed class FightTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>How often one id must have changed hands for it to count as a fight.</summary>
    private const int Takeovers = 10;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("soak", "fight")]
    public Task On_one_SQLite_file_no_history_is_lost_or_forked() =>
        FightAsync("SQLite", side => new(LedgerStoreKind.Sqlite, _folder.File("journal.db"), _folder.File($"views-{side}")), () => Task.CompletedTask);

    [Fact]
    [Trait("soak", "fight")]
    public async Task On_one_PostgreSQL_no_history_is_lost_or_forked()
    {
        string database = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        await FightAsync("PostgreSQL", side => new(LedgerStoreKind.Postgres, database, _folder.File($"views-{side}")), () => Backends.UntilGoneAsync(database));
    }

    private static async Task FightAsync(string name, Func<int, LedgerStore> store, Func<Task> settled)
    {
        int seconds = Soak.Count(inTests: 5, inSoak: 60);
        await using LedgerRun first = LedgerRun.Start(store(1));
        await using LedgerRun second = LedgerRun.Start(store(2));
        await Task.WhenAll(first.GoAsync(null), second.GoAsync(null));
        TimeSpan fought = await FightAsync(first, second, TimeSpan.FromSeconds(seconds));
        await Task.WhenAll(first.EndAsync(), second.EndAsync());
        await settled();
        LedgerBook book = new();
        await using IJournal journal = store(0).Open();
        await book.CheckAsync([first, second], journal, name);
        await book.CheckAllAsync(journal, name);

        // Each of the two views, and one made anew, show the same.
        for (int side = 0; side <= 2; side++)
        {
            book.CheckView(await LedgerView.CatchUpAsync(store(side), journal, Patience), $"{name}, view {side}");
        }

        for (int writer = 0; writer < Ledger.Writers; writer++)
        {
            first.Numbers[writer].Intersect(second.Numbers[writer]).ShouldBeEmpty($"{name}: both processes have acknowledged these numbers of writer {writer}");
        }

        first.Acknowledgements.ShouldBeGreaterThan(0);
        second.Acknowledgements.ShouldBeGreaterThan(0);
        book.HighestEpoch.ShouldBeGreaterThanOrEqualTo(Takeovers);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{name}: two processes, {Ledger.Writers} ids, {fought.TotalSeconds:0} s: {book.Events} events, {first.Acknowledgements} and {second.Acknowledgements} acknowledged, {book.Recoveries} takeovers, epochs up to {book.HighestEpoch}; none lost, none twice, no history forked, both views equal the events");
    }

    /// <summary>Lets them fight so long, and on a slow machine until they have fought.</summary>
    /// <returns>How long it took.</returns>
    private static async Task<TimeSpan> FightAsync(LedgerRun first, LedgerRun second, TimeSpan atLeast)
    {
        long start = Stopwatch.GetTimestamp();
        using PeriodicTimer tick = new(TimeSpan.FromMilliseconds(100));
        while (Stopwatch.GetElapsedTime(start) < atLeast || Math.Max(first.HighestEpoch, second.HighestEpoch) < Takeovers)
        {
            Stopwatch.GetElapsedTime(start).ShouldBeLessThan(atLeast + Patience, "they do not fight");
            await tick.WaitForNextTickAsync();
        }

        return Stopwatch.GetElapsedTime(start);
    }
}
