using System.Collections.Immutable;
using Dapper;

namespace Sapphire.Actors.Import.Old;

/// <summary>Reads the chats that later versions of the old program kept in SQLite: <c>chats(name, settings, messages, updated_at)</c>, a whole chat in each row.</summary>
internal static class OldHistoryDatabase
{
    /// <summary>Reads the chats; one that is damaged is told and left out.</summary>
    /// <param name="database">The database.</param>
    /// <param name="source">Where it is, for the report.</param>
    /// <param name="reader">Reads each.</param>
    /// <param name="zone">Where times without an offset were written.</param>
    /// <param name="changed">When the file was changed last, for rows that do not say.</param>
    /// <returns>The chats, and for those that cannot be read their names and why. Null where it holds no chats.</returns>
    /// <exception cref="OldFormatException">The database is damaged.</exception>
    public static (ImmutableArray<OldChat> Chats, ImmutableArray<(string Source, string Why)> Damaged)? Read(
        OldDatabase database, string source, OldChatReader reader, TimeZoneInfo zone, DateTimeOffset changed)
    {
        HashSet<string> columns = database.Columns("chats");
        if (!columns.Contains("name") || !columns.Contains("messages"))
        {
            return null;
        }

        string settings = columns.Contains("settings") ? "CAST(settings AS TEXT)" : "NULL";
        string updated = columns.Contains("updated_at") ? "CAST(updated_at AS TEXT)" : "NULL";
        List<Row> rows = OldDatabase.Query(() => database.Connection.Query<Row>(
            $"SELECT CAST(name AS TEXT) AS Name, {settings} AS Settings, CAST(messages AS TEXT) AS Messages, {updated} AS Updated FROM chats ORDER BY name").AsList());
        ImmutableArray<OldChat>.Builder chats = ImmutableArray.CreateBuilder<OldChat>();
        ImmutableArray<(string, string)>.Builder damaged = ImmutableArray.CreateBuilder<(string, string)>();
        foreach (Row row in rows)
        {
            string place = $"{source}, chat '{row.Name}'";
            try
            {
                chats.Add(reader.Read(row.Name ?? "", place, row.Settings, row.Messages, OldTime.Read(row.Updated, zone) ?? changed));
            }
            catch (OldFormatException e)
            {
                damaged.Add((place, e.Message));
            }
        }

        return (chats.ToImmutable(), damaged.ToImmutable());
    }

    // Dapper fills it by column name.
    private sealed record Row(string? Name, string? Settings, string? Messages, string? Updated);
}
