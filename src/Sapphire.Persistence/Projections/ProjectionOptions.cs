using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence.Projections;

/// <summary>A read model: tables that are a pure function of the journal's events.</summary>
/// <param name="Name">Its row in the table of offsets, and part of messages.</param>
/// <param name="Path">The SQLite file; several projections may share one.</param>
/// <param name="Version">Raise it when <paramref name="Schema"/> or <paramref name="Apply"/> changes: the view is then rebuilt from the first event.</param>
/// <param name="Schema">Creates the tables.</param>
/// <param name="Tables">The tables that <paramref name="Schema"/> creates; dropped before a rebuild.</param>
/// <param name="Apply">Writes one event's change over the connection, inside the open transaction. No clock, no other input: a rebuild must give the same rows.</param>
public sealed record ProjectionOptions(
    string Name,
    string Path,
    int Version,
    string Schema,
    ImmutableArray<string> Tables,
    Action<SqliteConnection, JournalRow> Apply)
{
    /// <summary>Events applied in one transaction.</summary>
    public int BatchRows { get; init; } = 500;
}
