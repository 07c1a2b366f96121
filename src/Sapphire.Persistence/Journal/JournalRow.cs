using System.Collections.Immutable;

namespace Sapphire.Persistence.Journal;

/// <summary>One stored event.</summary>
/// <param name="Ordering">Its place among all events. Grows in commit order; numbers may be missing, but none appears later below one that was seen.</param>
/// <param name="PersistenceId">Whose event it is.</param>
/// <param name="SequenceNr">Its number within the persistence id.</param>
/// <param name="Manifest">The short versioned name of its form.</param>
/// <param name="Payload">UTF-8 JSON.</param>
/// <param name="Timestamp">When it happened, to the millisecond.</param>
public sealed record JournalRow(long Ordering, string PersistenceId, long SequenceNr, string Manifest, byte[] Payload, DateTimeOffset Timestamp)
{
    /// <summary>The writer's epoch; 0 for an event written before epochs were kept.</summary>
    public long Epoch { get; init; }

    /// <summary>In ordinal order.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];
}
