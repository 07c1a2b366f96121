using Sapphire.Persistence.Memory;

namespace Sapphire.Actors.Memory;

/// <summary>Memories in the home's own database, or in the one that all nodes share.</summary>
public sealed class MemoryStore(IMemoryDatabase database) : IMemoryStore
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
