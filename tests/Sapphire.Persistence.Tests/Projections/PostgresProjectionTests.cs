using Npgsql;
using Sapphire.Persistence.InMemory;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Projections;
using Sapphire.Postgres.TestKit;

namespace Sapphire.Persistence.Tests.Projections;

/// <summary>Projections in PostgreSQL.</summary>
public sealed class PostgresProjectionTests : SharedProjectionSpec
{
    private NpgsqlDataSource _source = null!;

    protected override string OffsetTable => "sapphire.projections";

    public override async ValueTask InitializeAsync()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        _source = NpgsqlDataSource.Create(await server.NewDatabaseAsync());
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _source.DisposeAsync();
    }

    protected override Task<IJournal> OpenJournalAsync() => Task.FromResult<IJournal>(new InMemoryJournal());

    protected override IProjectionStore OpenStore() => new PostgresProjectionStore(_source);
}
