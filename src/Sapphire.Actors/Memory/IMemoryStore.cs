namespace Sapphire.Actors.Memory;

/// <summary>What the assistant was asked to remember. Each change is on disk when its task completes.</summary>
public interface IMemoryStore
{
    /// <summary>Saves a fact. The same text again only renews its time.</summary>
    Task<MemoryEntry> SaveAsync(string text, CancellationToken cancellationToken);

    /// <summary>Searches by full text, best match first: any of the words, prefixes of them, and word stems count. An empty query lists the newest first.</summary>
    Task<IReadOnlyList<MemoryEntry>> SearchAsync(string query, int limit, CancellationToken cancellationToken);

    /// <summary>Deletes a memory; false when there is none of that id.</summary>
    Task<bool> DeleteAsync(long id, CancellationToken cancellationToken);
}
