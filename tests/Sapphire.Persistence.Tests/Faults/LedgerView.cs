using Dapper;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Projections;

namespace Sapphire.Persistence.Tests.Faults;

/// <summary>A read model over all ledgers: the same chain as the writers' state, so that an event applied twice, never or too early shows.</summary>
internal sealed class LedgerView : IAsyncDisposable
{
    private readonly SqliteProjectionStore _store;
    private readonly Projection _projection;

    private LedgerView(string path, IJournal journal)
    {
        _store = new(path + ".views");
        _projection = Projection.Start(Definition, _store, journal, Ledger.Catalog());
    }

    private static ProjectionDefinition Definition { get; } = new(
        "ledger",
        1,
        static _ => "CREATE TABLE ledger (id TEXT PRIMARY KEY, count BIGINT NOT NULL, command BIGINT NOT NULL, hash BIGINT NOT NULL)",
        static _ => true,
        static async (transaction, events) =>
        {
            foreach (ProjectedEvent one in events)
            {
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
        });

    /// <summary>Begins to follow a journal.</summary>
    public static LedgerView Start(string path, IJournal journal) => new(path, journal);

    /// <summary>The view after it has caught up with everything the journal holds now.</summary>
    public static async Task<Dictionary<string, LedgerState>> CatchUpAsync(string path, IJournal journal, TimeSpan patience)
    {
        await using LedgerView view = Start(path, journal);
        await view._projection.WaitForAsync(journal.LastOrdering, patience);
        return await view._projection.QueryAsync(async connection => (await connection
            .QueryAsync<(string Id, long Count, long Command, long Hash)>("SELECT id, count, command, hash FROM ledger"))
            .ToDictionary(row => row.Id, row => new LedgerState(row.Count, row.Command, row.Hash), StringComparer.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await _projection.DisposeAsync();
        await _store.DisposeAsync();
    }
}
