using System.Collections.Immutable;
using System.Globalization;
using Dapper;

namespace Sapphire.Actors.Import.Old;

/// <summary>One remembered fact.</summary>
/// <param name="Text">What.</param>
/// <param name="SavedAt">When; null where it does not say.</param>
/// <param name="Scope">Its scope; <see cref="DefaultScope"/> where there were none yet.</param>
public sealed record OldMemory(string Text, DateTimeOffset? SavedAt, string Scope)
{
    /// <summary>The scope of all memories that name none.</summary>
    public const string DefaultScope = "default";

    /// <summary>Reads the memories of a database, the oldest first; null where it holds none of their form.</summary>
    /// <exception cref="OldFormatException">The database is damaged.</exception>
    internal static ImmutableArray<OldMemory>? Read(OldDatabase database)
    {
        HashSet<string> columns = database.Columns("memories");
        if (!columns.Contains("content"))
        {
            return null;
        }

        string time = columns.Contains("timestamp") ? "CAST(timestamp AS TEXT)" : "NULL";
        string scope = columns.Contains("scope") ? "CAST(scope AS TEXT)" : "NULL";
        return
        [
            .. OldDatabase.Query(() => database.Connection.Query<Row>($"SELECT CAST(content AS TEXT) AS Content, {time} AS Time, {scope} AS Scope FROM memories ORDER BY {(columns.Contains("timestamp") ? "timestamp, " : "")}rowid").AsList())
                .Where(static row => !string.IsNullOrWhiteSpace(row.Content))
                .Select(static row => new OldMemory(row.Content!.Trim(), At(row.Time), string.IsNullOrWhiteSpace(row.Scope) ? DefaultScope : row.Scope.Trim())),
        ];
    }

    /// <summary>The scopes that a database names, also those without memories.</summary>
    /// <exception cref="OldFormatException">The database is damaged.</exception>
    internal static ImmutableArray<string> Scopes(OldDatabase database) =>
        database.Columns("memory_scopes").Contains("name")
            ? [.. OldDatabase.Query(() => database.Connection.Query<string?>("SELECT CAST(name AS TEXT) FROM memory_scopes ORDER BY name").AsList()).OfType<string>()]
            : [];

    // SQLite's own CURRENT_TIMESTAMP is UTC.
    private static DateTimeOffset? At(string? text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds > 100_000
        ? OldTime.Seconds(seconds)
        : OldTime.Read(text, TimeZoneInfo.Utc);

    // Dapper fills it by column name.
    private sealed record Row(string? Content, string? Time, string? Scope);
}
