using System.Collections.Immutable;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Memory;

/// <summary>What the assistant was asked to remember, with full-text search. A change is durable when its task completes.</summary>
public interface IMemoryDatabase : IAsyncDisposable
{
    /// <summary>Saves a fact. The same text again, whatever its case, only renews its time.</summary>
    /// <exception cref="ArgumentException">The text is empty.</exception>
    /// <exception cref="StorageException">It could not be stored.</exception>
    Task<MemoryRow> SaveAsync(string text, CancellationToken cancellationToken = default);

    /// <summary>Searches for any of the words, their stems and prefixes, best match first. An empty query lists the newest first; one without a word finds nothing.</summary>
    /// <exception cref="StorageException">It could not be read.</exception>
    Task<ImmutableArray<MemoryRow>> SearchAsync(string query, int limit, CancellationToken cancellationToken = default);

    /// <summary>Deletes a memory; false when there is none of that number.</summary>
    /// <exception cref="StorageException">It could not be deleted.</exception>
    Task<bool> DeleteAsync(long id, CancellationToken cancellationToken = default);
}
