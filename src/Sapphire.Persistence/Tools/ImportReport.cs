#pragma warning disable MA0048 // What an import tells: one family of small records.
using System.Collections.Immutable;

namespace Sapphire.Persistence.Tools;

/// <summary>What an import did.</summary>
/// <param name="Ids">Each id of the file, in its order.</param>
/// <param name="Events">Events that were written.</param>
/// <param name="LastOrdering">The place of the last of them; 0 when none was. A read model that has reached it shows them.</param>
public sealed record ImportReport(ImmutableArray<ImportedId> Ids, long Events, long LastOrdering);

/// <summary>What an import did with one id.</summary>
/// <param name="Source">The id in the file.</param>
/// <param name="Target">The id in the journal.</param>
/// <param name="Outcome">What was done.</param>
/// <param name="Events">Events that were written.</param>
public sealed record ImportedId(string Source, string Target, ImportOutcome Outcome, long Events);

/// <summary>What an import did with an id.</summary>
public enum ImportOutcome
{
    /// <summary>It is new.</summary>
    Imported,

    /// <summary>Its first events were there, from an import that was interrupted; the others were added.</summary>
    Continued,

    /// <summary>Its events took the place of others.</summary>
    Replaced,

    /// <summary>All its events are there already.</summary>
    Unchanged,

    /// <summary>It is there with other events, and was left so; or there can be only one of its kind.</summary>
    Skipped,
}
