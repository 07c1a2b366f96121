namespace Sapphire.Persistence.Journal;

/// <summary>The bytes that a journal takes on the disk.</summary>
/// <param name="Database">Events, snapshots and their indexes.</param>
/// <param name="Wal">The write-ahead log beside them; null where it is not the journal's own.</param>
public sealed record JournalSize(long Database, long? Wal);
