using System.Buffers;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence.Projections;

/// <summary>A read model: tables that are a pure function of the journal's events.</summary>
/// <param name="Name">Lower-case letters, digits and underscores; names its file, its schema and its lines in the log.</param>
/// <param name="Version">Raise it when <paramref name="Schema"/> or <paramref name="Apply"/> changes: the view is then rebuilt from the first event.</param>
/// <param name="Schema">Creates the tables, with plain names: each generation of the view has a place of its own.</param>
/// <param name="Wants">Whether the view has to do with a row; asked before the row's content is read.</param>
/// <param name="Apply">Writes what a page of events changes, inside the open transaction. No clock, no other input: a rebuild must give the same rows.</param>
public sealed record ProjectionDefinition(
    string Name,
    int Version,
    Func<SqlDialect, string> Schema,
    Func<JournalRow, bool> Wants,
    Func<ProjectionTransaction, IReadOnlyList<ProjectedEvent>, Task> Apply)
{
    /// <summary>What a name is made of: it becomes part of file names and of SQL.</summary>
    internal static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>Events applied in one transaction.</summary>
    public int BatchRows { get; init; } = 500;

    /// <summary>The oldest version whose tables today's queries can read: it answers them while this version is built. The own version where not set.</summary>
    public int ReadsSince { get; init; } = Version;
}
