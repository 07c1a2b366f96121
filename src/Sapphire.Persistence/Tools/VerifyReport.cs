using System.Collections.Immutable;

namespace Sapphire.Persistence.Tools;

/// <summary>What was verified, and what was found.</summary>
/// <param name="Ids">Ids with events.</param>
/// <param name="Events">Events read.</param>
/// <param name="Snapshots">Snapshots read.</param>
/// <param name="LastOrdering">The last event that was read.</param>
/// <param name="Problems">In the order in which they were found; empty for a clean journal.</param>
/// <param name="Found">How many problems there are; more than <paramref name="Problems"/> when they were too many to keep.</param>
public sealed record VerifyReport(long Ids, long Events, long Snapshots, long LastOrdering, ImmutableArray<JournalProblem> Problems, long Found)
{
    /// <summary>Whether nothing was found.</summary>
    public bool IsClean => Found == 0;
}
