using System.Text.Json;
using Dapper;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Projections;

namespace Sapphire.Persistence.Tests.Faults;

/// <summary>A read model over all ledgers: the same chain as the writers' state, so that an event applied twice, never or too early shows.</summary>
internal static class LedgerView
{
    public static ProjectionOptions Options(string path) => new(
        "ledger",
        path,
        1,
        "CREATE TABLE ledger (id TEXT PRIMARY KEY, count INTEGER NOT NULL, command INTEGER NOT NULL, hash INTEGER NOT NULL) WITHOUT ROWID",
        ["ledger"],
        (connection, row) =>
        {
            Entered entered = JsonSerializer.Deserialize(row.Payload, LedgerJson.Default.Entered)!;
            LedgerState state = (connection.QuerySingleOrDefault<LedgerState>("SELECT count AS Count, command AS Command, hash AS Hash FROM ledger WHERE id = @Id", new { Id = row.PersistenceId }) ?? LedgerState.Empty).Apply(entered);
            connection.Execute(
                "INSERT INTO ledger VALUES (@Id, @Count, @Command, @Hash) ON CONFLICT (id) DO UPDATE SET count = @Count, command = @Command, hash = @Hash",
                new { Id = row.PersistenceId, state.Count, state.Command, state.Hash });
        });

    /// <summary>The view after it has caught up with everything the journal holds now.</summary>
    public static async Task<Dictionary<string, LedgerState>> CatchUpAsync(string path, IJournal journal, TimeSpan patience)
    {
        await using Projection projection = Projection.Start(Options(path), journal);
        await projection.WaitForAsync(journal.LastOrdering).WaitAsync(patience);
        return await projection.QueryAsync(connection => connection
            .Query<(string Id, long Count, long Command, long Hash)>("SELECT id, count, command, hash FROM ledger")
            .ToDictionary(row => row.Id, row => new LedgerState(row.Count, row.Command, row.Hash), StringComparer.Ordinal));
    }
}
