using System.Collections.Immutable;

namespace Sapphire.Persistence.Postgres;

/// <summary>What came of appending a batch.</summary>
/// <param name="Base">The ordering before the first event; null when nothing was stored.</param>
/// <param name="Found">When nothing was stored: the epoch and the highest number of each id that was looked at.</param>
internal sealed record AppendOutcome(long? Base, ImmutableDictionary<string, (long Epoch, long Highest)> Found);
