using Dapper;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Projections;

namespace Sapphire.Persistence.Tests.Faults;

/// <summary>A read model over all ledgers: the same chain as the writers' state, so that an event applied twice, never or too early shows.</summary>
internal static class LedgerView
{
    /// <summary>Opens the view of a store and begins to follow its journal.</summary>
    public static Projection Start(IProjectionStore views, IJournal journal) => Projection.Start(
        new(
            "ledger",
            1,
            static _ => "CREATE TABLE ledger (id TEXT PRIMARY KEY, count BIGINT NOT NULL, command BIGINT NOT NULL, hash BIGINT NOT NULL)",
            static _ => true,
            ApplyAsync),
        views,
        journal,
        Ledger.Catalog());

    /// <summary>The view after it has caught up with everything the journal holds now.</summary>
    public static async Task<Dictionary<string, LedgerState>> CatchUpAsync(LedgerStore store, IJournal journal, TimeSpan patience)
    {
        await using IProjectionStore views = store.OpenViews();
        await using Projection projection = Start(views, journal);
        await projection.WaitForAsync(journal.LastOrdering).WaitAsync(patience);
        return await projection.QueryAsync(async connection => (await connection
            .QueryAsync<(string Id, long Count, long Command, long Hash)>("SELECT id, count, command, hash FROM ledger"))
            .ToDictionary(row => row.Id, row => new LedgerState(row.Count, row.Command, row.Hash), StringComparer.Ordinal));
    }

    private static async Task ApplyAsync(ProjectionTransaction transaction, IReadOnlyList<ProjectedEvent> events)
    {
        foreach (ProjectedEvent one in events)
        {
            // What was sent together is there to be read.
            await transaction.FlushAsync();
            LedgerState before = await transaction.Connection.QuerySingleOrDefaultAsync<LedgerState>(
                "SELECT count AS Count, command AS Command, hash AS Hash FROM ledger WHERE id = @Id", new { Id = one.PersistenceId }) ?? LedgerState.Empty;
            LedgerState state = before.Apply((Entered)one.Event);
            await transaction.ExecuteAsync(
                "INSERT INTO ledger VALUES (@Id, @Count, @Command, @Hash) ON CONFLICT (id) DO UPDATE SET count = excluded.count, command = excluded.command, hash = excluded.hash",
                ("Id", one.PersistenceId),
                ("Count", state.Count),
                ("Command", state.Command),
                ("Hash", state.Hash));
        }
    }
}
