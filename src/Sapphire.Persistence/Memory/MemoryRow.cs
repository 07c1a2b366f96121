namespace Sapphire.Persistence.Memory;

/// <summary>One remembered fact.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Text">What was asked to be remembered, trimmed.</param>
/// <param name="SavedAt">When it was saved last, to the millisecond.</param>
public sealed record MemoryRow(long Id, string Text, DateTimeOffset SavedAt);
