using Sapphire.Persistence.Blobs;
using Sapphire.Postgres.TestKit;

namespace Sapphire.Persistence.Tests.Blobs;

public sealed class PostgresBlobStoreTests : BlobStoreContract
{
    private string _database = "";

    public override async ValueTask InitializeAsync()
    {
        _database = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        await base.InitializeAsync();
    }

    private protected override Task<IBlobStore> OpenAsync() => Task.FromResult<IBlobStore>(PostgresBlobStore.Open(new(_database), Time));
}
