using Dapper;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Projections;

namespace Sapphire.Persistence.Tests.Faults;

/// <summary>A read model over all ledgers: the same chain as the writers' state, so that an event applied twice, never or too early shows.</summary>
internal static class LedgerView
{
    public static ProjectionDefinition Definition { get; } = new(
        "ledger",
        1,
        static _ => "CREATE TABLE ledger (id TEXT PRIMARY KEY, count BIGINT NOT NULL, command BIGINT NOT NULL, hash BIGINT NOT NULL)",
        static _ => true,
        static async (transaction, events) =>
        {
            foreach (IGrouping<string, ProjectedEvent> ledger in events.GroupBy(one => one.PersistenceId, StringComparer.Ordinal))
            {
                LedgerState state = await transaction.Connection.QuerySingleOrDefaultAsync<LedgerState>(
                    "SELECT count AS Count, command AS Command, hash AS Hash FROM ledger WHERE id = @Id", new { Id = ledger.Key }) ?? LedgerState.Empty;
                state = ledger.Aggregate(state, static (before, one) => before.Apply((Entered)one.Event));
                await transaction.ExecuteAsync(
                    "INSERT INTO ledger (id, count, command, hash) VALUES (@Id, @Count, @Command, @Hash) ON CONFLICT (id) DO UPDATE SET count = excluded.count, command = excluded.command, hash = excluded.hash",
                    ("Id", ledger.Key),
                    ("Count", state.Count),
                    ("Command", state.Command),
                    ("Hash", state.Hash));
            }
        });

    public static Projection Start(IProjectionStore store, IJournal journal) => Projection.Start(Definition, store, journal, Ledger.Catalog());

    /// <summary>The view after it has caught up with everything the journal holds now.</summary>
    public static async Task<Dictionary<string, LedgerState>> CatchUpAsync(LedgerStore ledgers, IJournal journal, TimeSpan patience)
    {
        await using LedgerViews views = ledgers.OpenViews();
        await using Projection projection = Start(views.Store, journal);
        await projection.WaitForAsync(journal.LastOrdering, patience);
        return await projection.QueryAsync(async connection => (await connection
            .QueryAsync<(string Id, long Count, long Command, long Hash)>("SELECT id, count, command, hash FROM ledger"))
            .ToDictionary(row => row.Id, row => new LedgerState(row.Count, row.Command, row.Hash), StringComparer.Ordinal));
    }
}
