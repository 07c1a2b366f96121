using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Ids;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Projections;

namespace Sapphire.Actors.Home;

/// <summary>The read model of the list of chats: one row a chat, made from the journal.</summary>
public sealed class ChatListView : IAsyncDisposable
{
    private const string ChatPrefix = "chat-";

    private const string Schema = """
        CREATE TABLE chats (
            id         TEXT    PRIMARY KEY,
            ordering   INTEGER NOT NULL,
            title      TEXT,
            created_at TEXT    NOT NULL,
            updated_at TEXT    NOT NULL,
            deleted    INTEGER NOT NULL,
            open_turns INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX chats_by_ordering ON chats (ordering);
        """;

    private readonly Projection _projection;
    private readonly EventCatalog _catalog;
    private readonly IJournal _journal;

    /// <summary>Opens the view and begins to follow the journal.</summary>
    /// <param name="path">The SQLite file.</param>
    /// <param name="journal">The journal.</param>
    /// <param name="catalog">Reads events.</param>
    /// <param name="startProjection">Starts the projection.</param>
    public ChatListView(string path, IJournal journal, EventCatalog catalog, Func<ProjectionOptions, Projection> startProjection)
    {
        _journal = journal;
        _catalog = catalog;
        _projection = startProjection(new ProjectionOptions("chats", path, Version: 1, Schema, ["chats"], Apply) { Committed = _ => Changed?.Invoke() });
    }

    /// <summary>Raised when rows have changed, on any thread.</summary>
    public event Action? Changed;

    /// <summary>Completes when the view contains everything that the journal holds now.</summary>
    public Task CatchUpAsync(CancellationToken cancellationToken) => _projection.WaitForAsync(_journal.LastOrdering, cancellationToken);

    /// <summary>The chats whose last event is after <paramref name="ordering"/>, with the newest ordering among them.</summary>
    public Task<ChatLines> ReadAsync(long ordering, CancellationToken cancellationToken) => _projection.QueryAsync(connection =>
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT id, title, created_at, updated_at, deleted, open_turns, ordering FROM chats WHERE ordering > $ordering";
        command.Parameters.AddWithValue("$ordering", ordering);
        using SqliteDataReader reader = command.ExecuteReader();
        ImmutableArray<ChatLine>.Builder lines = ImmutableArray.CreateBuilder<ChatLine>();
        long newest = ordering;
        while (reader.Read())
        {
            lines.Add(Read(reader));
            newest = Math.Max(newest, reader.GetInt64(6));
        }

        return new ChatLines(lines.DrainToImmutable(), newest);
    }, cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _projection.DisposeAsync();

    private void Apply(SqliteConnection connection, JournalRow row)
    {
        if (!row.PersistenceId.StartsWith(ChatPrefix, StringComparison.Ordinal)
            || !ChatId.TryParse(row.PersistenceId[ChatPrefix.Length..], null, out ChatId id)
            || _catalog.Deserialize(row.Manifest, row.Payload) is not ChatEvent happened)
        {
            return;
        }

        ChatLine before = Find(connection, id) ?? ChatLine.None(id);
        ChatLine line = before.Apply(happened);
        if (line == before)
        {
            return;
        }

        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            INSERT INTO chats (id, ordering, title, created_at, updated_at, deleted, open_turns)
            VALUES ($id, $ordering, $title, $created, $updated, $deleted, $open)
            ON CONFLICT (id) DO UPDATE SET ordering = excluded.ordering, title = excluded.title, created_at = excluded.created_at,
                updated_at = excluded.updated_at, deleted = excluded.deleted, open_turns = excluded.open_turns
            """;
        command.Parameters.AddWithValue("$id", id.ToString());
        command.Parameters.AddWithValue("$ordering", row.Ordering);
        command.Parameters.AddWithValue("$title", (object?)line.Title ?? DBNull.Value);
        command.Parameters.AddWithValue("$created", line.CreatedAt.ToString("O"));
        command.Parameters.AddWithValue("$updated", line.UpdatedAt.ToString("O"));
        command.Parameters.AddWithValue("$deleted", line.Deleted ? 1 : 0);
        command.Parameters.AddWithValue("$open", line.OpenTurns);
        command.ExecuteNonQuery();
    }

    private static ChatLine? Find(SqliteConnection connection, ChatId id)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT id, title, created_at, updated_at, deleted, open_turns FROM chats WHERE id = $id";
        command.Parameters.AddWithValue("$id", id.ToString());
        using SqliteDataReader reader = command.ExecuteReader();
        return reader.Read() ? Read(reader) : null;
    }

    private static ChatLine Read(SqliteDataReader reader) => new(
        ChatId.Parse(reader.GetString(0), null),
        reader.IsDBNull(1) ? null : reader.GetString(1),
        DateTimeOffset.Parse(reader.GetString(2), CultureInfo.InvariantCulture),
        DateTimeOffset.Parse(reader.GetString(3), CultureInfo.InvariantCulture),
        reader.GetInt64(4) != 0,
        (int)reader.GetInt64(5));
}

/// <summary>Lines of the list, and the newest ordering among them.</summary>
public sealed record ChatLines(ImmutableArray<ChatLine> Lines, long Ordering) : Kernel.Actor.INoSerializationVerificationNeeded;
