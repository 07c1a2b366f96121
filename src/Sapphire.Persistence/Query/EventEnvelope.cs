using System.Collections.Immutable;

namespace Sapphire.Persistence.Query;

/// <summary>An event as a query gives it.</summary>
/// <param name="Offset">Continue a query with it: the event itself does not come again.</param>
/// <param name="PersistenceId">Whose event it is.</param>
/// <param name="SequenceNr">Its number within the persistence id.</param>
/// <param name="Event">The event in its present form.</param>
/// <param name="Timestamp">When it happened, in milliseconds since 1970 (UTC).</param>
/// <param name="Tags">In ordinal order.</param>
public sealed record EventEnvelope(Offset Offset, string PersistenceId, long SequenceNr, object Event, long Timestamp, ImmutableArray<string> Tags);
