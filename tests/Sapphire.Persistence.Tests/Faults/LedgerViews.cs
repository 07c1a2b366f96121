using Npgsql;
using Sapphire.Persistence.Projections;

namespace Sapphire.Persistence.Tests.Faults;

/// <summary>The store of the read models, open.</summary>
internal sealed class LedgerViews : IAsyncDisposable
{
    private readonly NpgsqlDataSource? _source;

    /// <param name="folder">Where files go.</param>
    /// <param name="postgres">A connection string; null for files.</param>
    public LedgerViews(string folder, string? postgres)
    {
        _source = postgres is null ? null : NpgsqlDataSource.Create(postgres);
        Store = _source is null ? new SqliteProjectionStore(folder) : new PostgresProjectionStore(_source);
    }

    public IProjectionStore Store { get; }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        if (_source is not null)
        {
            await _source.DisposeAsync();
        }
    }
}
