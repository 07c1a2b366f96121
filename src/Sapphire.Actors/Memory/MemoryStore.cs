using System.Collections.Immutable;
using Sapphire.Persistence.Memory;

namespace Sapphire.Actors.Memory;

/// <summary>Memories in the home's own database, or in the one that all nodes share.</summary>
public sealed class MemoryStore(IMemoryDatabase database) : IMemoryStore
{
    /// <inheritdoc/>
    public IScopedMemory In(string scope) => new Scoped(database, Checked(scope));

    /// <inheritdoc/>
    public async Task<ImmutableArray<MemoryScope>> ScopesAsync(CancellationToken cancellationToken) =>
        [.. (await database.ScopesAsync(cancellationToken)).Select(static row => new MemoryScope(row.Name, row.Count))];

    /// <inheritdoc/>
    public Task<bool> CreateScopeAsync(string scope, CancellationToken cancellationToken) => database.CreateScopeAsync(Checked(scope), cancellationToken);

    /// <inheritdoc/>
    public Task<int?> DeleteScopeAsync(string scope, bool withMemories, CancellationToken cancellationToken) =>
        database.DeleteScopeAsync(Checked(scope), withMemories, cancellationToken);

    private static string Checked(string scope) => MemoryScope.IsName(scope) ? scope : throw new ArgumentException($"'{scope}' is no name of a memory scope. {MemoryScope.NameRule}", nameof(scope));

    private sealed class Scoped(IMemoryDatabase database, string scope) : IScopedMemory
    {
        public async Task<MemoryEntry> SaveAsync(string text, CancellationToken cancellationToken) =>
            Entry(await database.SaveAsync(scope, text, cancellationToken));

        public async Task<IReadOnlyList<MemoryEntry>> SearchAsync(string query, int limit, CancellationToken cancellationToken) =>
            [.. (await database.SearchAsync(scope, query, limit, cancellationToken)).Select(Entry)];

        public Task<bool> DeleteAsync(long id, CancellationToken cancellationToken) => database.DeleteAsync(scope, id, cancellationToken);

        private static MemoryEntry Entry(MemoryRow row) => new(row.Id, row.Text, row.SavedAt);
    }
}
