using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Postgres;
using Sapphire.Postgres.TestKit;

namespace Sapphire.Persistence.Tests.Query;

/// <summary>Live queries over PostgreSQL: one program writes, another reads.</summary>
public sealed class PostgresLiveQueryTests : LiveQuerySpec
{
    private string? _connectionString;

    protected override async Task<IJournal> OpenJournalAsync()
    {
        _connectionString ??= await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        return PostgresJournal.Open(new(_connectionString));
    }
}
