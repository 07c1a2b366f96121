namespace Sapphire.Persistence.Memory;

/// <summary>One scope of memories.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Count">How many memories it has.</param>
public sealed record MemoryScopeRow(string Name, int Count);
