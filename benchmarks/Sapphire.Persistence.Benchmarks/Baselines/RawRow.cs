namespace Sapphire.Persistence.Benchmarks.Baselines;

/// <summary>A row of the journal, ready to be bound.</summary>
internal sealed record RawRow(long Created, byte[] PersistenceId, long SequenceNr, byte[] Message, int Encoding, long Checksum, long Epoch);
