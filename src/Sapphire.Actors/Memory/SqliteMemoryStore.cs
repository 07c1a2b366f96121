using Sapphire.Persistence.Memory;

namespace Sapphire.Actors.Memory;

/// <summary>Memories in the home's own database.</summary>
public sealed class SqliteMemoryStore(MemoryDatabase database) : IMemoryStore
{
    /// <inheritdoc/>
    public async Task<MemoryEntry> SaveAsync(string text, CancellationToken cancellationToken) =>
        Entry(await database.SaveAsync(text, cancellationToken));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<MemoryEntry>> SearchAsync(string query, int limit, CancellationToken cancellationToken) =>
        [.. (await database.SearchAsync(query, limit, cancellationToken)).Select(Entry)];

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(long id, CancellationToken cancellationToken) => database.DeleteAsync(id, cancellationToken);

    private static MemoryEntry Entry(MemoryRow row) => new(row.Id, row.Text, row.SavedAt);
}
