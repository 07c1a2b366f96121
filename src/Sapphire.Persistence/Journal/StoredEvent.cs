#pragma warning disable MA0048 // The rows of a journal, as they are stored.
namespace Sapphire.Persistence.Journal;

/// <summary>An event's row, untouched.</summary>
/// <param name="Ordering">Its place among all events.</param>
/// <param name="PersistenceId">Whose event it is.</param>
/// <param name="SequenceNr">Its number within the persistence id.</param>
/// <param name="Manifest">The short versioned name of its form.</param>
/// <param name="Content">The payload as stored: to be read with <see cref="PayloadCodec"/>.</param>
/// <param name="Epoch">The writer's epoch; 0 for an event written before epochs were kept.</param>
/// <param name="Deleted">Whether only its number is kept.</param>
/// <param name="Timestamp">When it happened, to the millisecond.</param>
public sealed record StoredEvent(
    long Ordering, string PersistenceId, long SequenceNr, string Manifest, StoredPayload Content, long Epoch, bool Deleted, DateTimeOffset Timestamp);

/// <summary>A snapshot's row, untouched.</summary>
/// <param name="PersistenceId">Whose state.</param>
/// <param name="SequenceNr">The last event it contains.</param>
/// <param name="Manifest">The short versioned name of its form.</param>
/// <param name="Content">The payload as stored: to be read with <see cref="PayloadCodec"/>.</param>
/// <param name="Timestamp">When it was taken, to the millisecond.</param>
public sealed record StoredSnapshot(string PersistenceId, long SequenceNr, string Manifest, StoredPayload Content, DateTimeOffset Timestamp);

/// <summary>Who owns an id.</summary>
/// <param name="PersistenceId">The id.</param>
/// <param name="Epoch">The newest owner's epoch.</param>
public sealed record EpochRow(string PersistenceId, long Epoch);
