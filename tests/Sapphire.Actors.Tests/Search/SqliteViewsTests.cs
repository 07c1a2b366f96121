using Sapphire.Actors.Tests.Settings;
using Sapphire.Persistence.Projections;

namespace Sapphire.Actors.Tests.Search;

/// <summary>The views in files.</summary>
public sealed class SqliteViewsTests : ViewsSpec
{
    private readonly TempFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override Task<IProjectionStore> OpenStoreAsync() => Task.FromResult<IProjectionStore>(new SqliteProjectionStore(_folder.Path));
}
