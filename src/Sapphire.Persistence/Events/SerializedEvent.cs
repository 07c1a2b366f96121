using System.Collections.Immutable;

namespace Sapphire.Persistence.Events;

/// <summary>An event as it is stored.</summary>
/// <param name="Manifest">The short versioned name of its form.</param>
/// <param name="Payload">UTF-8 JSON.</param>
public sealed record SerializedEvent(string Manifest, byte[] Payload)
{
    /// <summary>Those that a write adapter gave it, in ordinal order.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];
}
