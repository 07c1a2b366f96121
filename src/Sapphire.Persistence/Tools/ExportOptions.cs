using System.Collections.Immutable;

namespace Sapphire.Persistence.Tools;

/// <summary>What is exported.</summary>
/// <param name="Program">The program's version, for the header.</param>
/// <param name="Source">The kind of database, for the header: "SQLite". No path: the file may go to others.</param>
/// <param name="Time">When, for the header.</param>
public sealed record ExportOptions(string Program, string Source, DateTimeOffset Time)
{
    /// <summary>The ids; null for all.</summary>
    public ImmutableArray<string>? Ids { get; init; }

    /// <summary>Also each id's newest snapshot. One whose first events were deleted always goes with it: there is no state without it.</summary>
    public bool Snapshots { get; init; }

    /// <summary>Whether a file that is there already is replaced.</summary>
    public bool Replace { get; init; }
}
