namespace Sapphire.Persistence.Journal;

/// <summary>A stored state, from which recovery starts instead of from the first event.</summary>
/// <param name="PersistenceId">Whose state.</param>
/// <param name="SequenceNr">The last event it contains.</param>
/// <param name="Manifest">The short versioned name of its form.</param>
/// <param name="Payload">UTF-8 JSON.</param>
/// <param name="Timestamp">When it was taken, to the millisecond.</param>
public sealed record SnapshotRow(string PersistenceId, long SequenceNr, string Manifest, byte[] Payload, DateTimeOffset Timestamp);
