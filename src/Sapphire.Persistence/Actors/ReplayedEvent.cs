namespace Sapphire.Persistence;

/// <summary>An event that is replayed.</summary>
internal readonly record struct ReplayedEvent(long SequenceNr, object Event);
