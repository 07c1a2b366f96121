namespace Sapphire.Actors.Memory;

/// <summary>The memories of one scope. Those of others are not there for it, neither by words nor by number.</summary>
public interface IScopedMemory
{
    /// <summary>Saves a fact. The same text again only renews its time.</summary>
    Task<MemoryEntry> SaveAsync(string text, CancellationToken cancellationToken);

    /// <summary>Searches by full text, best match first: any of the words, prefixes of them, and word stems count. An empty query lists the newest first.</summary>
    Task<IReadOnlyList<MemoryEntry>> SearchAsync(string query, int limit, CancellationToken cancellationToken);

    /// <summary>Deletes a memory; false when there is none of that id.</summary>
    Task<bool> DeleteAsync(long id, CancellationToken cancellationToken);
}
