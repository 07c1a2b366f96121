namespace Sapphire.Actors.Memory;

/// <summary>One remembered fact.</summary>
public sealed record MemoryEntry(long Id, string Text, DateTimeOffset SavedAt);
