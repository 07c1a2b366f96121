using System.Collections.Immutable;
using Sapphire.Actors.Memory;

namespace Sapphire.Actors.Tests.Tools;

internal sealed class InMemoryMemory(TimeProvider time) : IMemoryStore
{
    private readonly List<(string Scope, MemoryEntry Entry)> _entries = [];
    private readonly SortedSet<string> _scopes = [MemoryScope.Default];
    private int _last;

    public IReadOnlyList<MemoryEntry> Entries => [.. _entries.Select(static one => one.Entry)];

    public IScopedMemory In(string scope) => new Scoped(this, scope);

    public Task<ImmutableArray<MemoryScope>> ScopesAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<MemoryScope>>([.. _scopes.Select(name => new MemoryScope(name, _entries.Count(one => one.Scope == name)))]);

    public Task<bool> CreateScopeAsync(string scope, CancellationToken cancellationToken) => Task.FromResult(_scopes.Add(scope));

    public Task<int?> DeleteScopeAsync(string scope, bool withMemories, CancellationToken cancellationToken)
    {
        int count = _entries.Count(one => one.Scope == scope);
        bool known = _scopes.Contains(scope);
        if (withMemories || count == 0)
        {
            _entries.RemoveAll(one => one.Scope == scope);
            _scopes.Remove(scope);
        }

        return Task.FromResult<int?>(known ? count : null);
    }

    private sealed class Scoped(InMemoryMemory all, string scope) : IScopedMemory
    {
        public Task<MemoryEntry> SaveAsync(string text, CancellationToken cancellationToken)
        {
            MemoryEntry entry = new(++all._last, text, all.Now());
            all._scopes.Add(scope);
            all._entries.Add((scope, entry));
            return Task.FromResult(entry);
        }

        public Task<IReadOnlyList<MemoryEntry>> SearchAsync(string query, int limit, CancellationToken cancellationToken)
        {
            string[] words = query.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return Task.FromResult<IReadOnlyList<MemoryEntry>>(
                [.. all._entries.Where(one => one.Scope == scope).Select(static one => one.Entry)
                    .Where(e => words.Length == 0 || words.Any(w => e.Text.Contains(w, StringComparison.OrdinalIgnoreCase))).Reverse().Take(limit)]);
        }

        public Task<bool> DeleteAsync(long id, CancellationToken cancellationToken) => Task.FromResult(all._entries.RemoveAll(one => one.Scope == scope && one.Entry.Id == id) > 0);
    }

    private DateTimeOffset Now() => time.GetUtcNow();
}
