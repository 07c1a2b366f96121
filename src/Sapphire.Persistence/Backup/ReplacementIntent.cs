using System.Collections.Immutable;

namespace Sapphire.Persistence.Backup;

/// <summary>What a restore has decided to do: written before the first change, deleted after the last.</summary>
/// <param name="RestoreId">Names this restore.</param>
/// <param name="External">True until a journal outside the home is known to be replaced; then only files are left to do.</param>
/// <param name="Aside">Where the old files go, relative to the home; null where there are none.</param>
/// <param name="Old">Entries of the home that go there.</param>
/// <param name="New">Entries of the prepared folder that come in their place.</param>
/// <param name="Secrets">Whether the prepared secrets replace those of the home.</param>
internal sealed record ReplacementIntent(string RestoreId, bool External, string? Aside, ImmutableArray<string> Old, ImmutableArray<string> New, bool Secrets);
