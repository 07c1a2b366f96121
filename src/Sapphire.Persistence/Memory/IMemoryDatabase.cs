using System.Collections.Immutable;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Memory;

/// <summary>
/// What the assistant was asked to remember, with full-text search. Each memory is in one scope, and is not there for another.
/// A change is durable when its task completes.
/// </summary>
public interface IMemoryDatabase : IAsyncDisposable
{
    /// <summary>The scope that is always there. What was saved before there were scopes is in it.</summary>
    const string DefaultScope = "default";

    /// <summary>Saves a fact, and makes its scope when it is not there. The same text again in the scope, whatever its case, only renews its time.</summary>
    /// <exception cref="ArgumentException">The text is empty.</exception>
    /// <exception cref="StorageException">It could not be stored.</exception>
    Task<MemoryRow> SaveAsync(string scope, string text, CancellationToken cancellationToken = default);

    /// <summary>Searches a scope for any of the words, their stems and prefixes, best match first. An empty query lists the newest first; one without a word finds nothing.</summary>
    /// <exception cref="StorageException">It could not be read.</exception>
    Task<ImmutableArray<MemoryRow>> SearchAsync(string scope, string query, int limit, CancellationToken cancellationToken = default);

    /// <summary>Deletes a memory; false when the scope has none of that number.</summary>
    /// <exception cref="StorageException">It could not be deleted.</exception>
    Task<bool> DeleteAsync(string scope, long id, CancellationToken cancellationToken = default);

    /// <summary>The scopes by name, also those without memories.</summary>
    /// <exception cref="StorageException">They could not be read.</exception>
    Task<ImmutableArray<MemoryScopeRow>> ScopesAsync(CancellationToken cancellationToken = default);

    /// <summary>Makes a scope; false when it is there.</summary>
    /// <exception cref="StorageException">It could not be stored.</exception>
    Task<bool> CreateScopeAsync(string scope, CancellationToken cancellationToken = default);

    /// <summary>Deletes a scope. One with memories stays as it is, unless they are to be deleted with it.</summary>
    /// <param name="scope">Its name; not <see cref="DefaultScope"/>.</param>
    /// <param name="withMemories">Whether its memories are deleted too.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many memories it had; null when there is none of that name.</returns>
    /// <exception cref="ArgumentException">It is the default scope.</exception>
    /// <exception cref="StorageException">It could not be deleted.</exception>
    Task<int?> DeleteScopeAsync(string scope, bool withMemories, CancellationToken cancellationToken = default);
}
