using Sapphire.Actors.Memory;

namespace Sapphire.Actors.Tests.Tools;

internal sealed class InMemoryMemory(TimeProvider time) : IMemoryStore
{
    private readonly List<MemoryEntry> _entries = [];

    public IReadOnlyList<MemoryEntry> Entries => [.. _entries];

    public Task<MemoryEntry> SaveAsync(string text, CancellationToken cancellationToken)
    {
        var entry = new MemoryEntry(_entries.Count + 1, text, time.GetUtcNow());
        _entries.Add(entry);
        return Task.FromResult(entry);
    }

    public Task<IReadOnlyList<MemoryEntry>> SearchAsync(string query, int limit, CancellationToken cancellationToken)
    {
        string[] words = query.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Task.FromResult<IReadOnlyList<MemoryEntry>>(
            [.. _entries.Where(e => words.Length == 0 || words.Any(w => e.Text.Contains(w, StringComparison.OrdinalIgnoreCase))).Reverse().Take(limit)]);
    }

    public Task<bool> DeleteAsync(long id, CancellationToken cancellationToken) => Task.FromResult(_entries.RemoveAll(e => e.Id == id) > 0);
}
