using Npgsql;
using Sapphire.Persistence.Projections;
using Sapphire.Postgres.TestKit;

namespace Sapphire.Actors.Tests.Search;

/// <summary>The views in PostgreSQL.</summary>
public sealed class PostgresViewsTests : ViewsSpec
{
    private NpgsqlDataSource _source = null!;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _source.DisposeAsync();
    }

    protected override async Task<IProjectionStore> OpenStoreAsync()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        _source = NpgsqlDataSource.Create(await server.NewDatabaseAsync());
        return new PostgresProjectionStore(_source);
    }
}
