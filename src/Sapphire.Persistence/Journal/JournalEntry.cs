using System.Collections.Immutable;

namespace Sapphire.Persistence.Journal;

/// <summary>One event to store.</summary>
/// <param name="SequenceNr">Its number within its persistence id; the first event has 1 and there are no gaps.</param>
/// <param name="Manifest">The short versioned name of its form.</param>
/// <param name="Payload">UTF-8 JSON. The journal keeps the array: do not change it.</param>
/// <param name="Timestamp">When it happened; stored in milliseconds.</param>
public sealed record JournalEntry(long SequenceNr, string Manifest, byte[] Payload, DateTimeOffset Timestamp)
{
    /// <summary>By which it can be found again among all events; at most 100 characters each, no duplicates.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];
}
