namespace Sapphire.Persistence.Projections;

/// <summary>An event for a view.</summary>
/// <param name="Ordering">Its place among all events.</param>
/// <param name="PersistenceId">Whose event it is.</param>
/// <param name="SequenceNr">Its number within the persistence id.</param>
/// <param name="Event">The event in its present form.</param>
public sealed record ProjectedEvent(long Ordering, string PersistenceId, long SequenceNr, object Event);
