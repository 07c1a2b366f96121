using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Sapphire.Actors.Ids;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Projections;

namespace Sapphire.Actors.Home;

/// <summary>The read model of the list of chats: one row a chat, made from the journal.</summary>
public sealed class ChatListView
{
    /// <summary>The view's name in its store.</summary>
    internal const string Name = "chats";

    /// <summary>Of its tables and of what is in them.</summary>
    internal const int Version = 3;

    private const string Schema = """
        CREATE TABLE chats (
            id         TEXT   PRIMARY KEY,
            ordering   BIGINT NOT NULL,
            title      TEXT,
            created_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL,
            deleted    BIGINT NOT NULL,
            open_turns BIGINT NOT NULL,
            pinned     BIGINT NOT NULL,
            archived   BIGINT NOT NULL
        );
        CREATE INDEX chats_by_ordering ON chats (ordering);
        """;

    private const string Columns = "id AS Id, title AS Title, created_at AS CreatedAt, updated_at AS UpdatedAt, deleted AS Deleted, open_turns AS OpenTurns, ordering AS Ordering, pinned AS Pinned, archived AS Archived";
    private readonly IJournal _journal;
    private readonly Projection _projection;

    /// <summary>Takes the view.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="startProjection">Starts a projection; whoever gives it also ends it.</param>
    public ChatListView(IJournal journal, Func<ProjectionDefinition, Projection> startProjection)
    {
        _journal = journal;
        _projection = startProjection(new(Name, Version, static _ => Schema, ChatEventRows.IsOfChat, ApplyAsync));
        _projection.Moved += () => Changed?.Invoke();
    }

    /// <summary>Raised when rows may have changed, on any thread.</summary>
    public event Action? Changed;

    /// <summary>Completes when the view contains everything that the journal holds now.</summary>
    public Task CatchUpAsync(CancellationToken cancellationToken) => _projection.WaitForAsync(_journal.LastOrdering, cancellationToken);

    /// <summary>The chats whose last event is after <paramref name="ordering"/>, with the newest ordering among them.</summary>
    public Task<ChatLines> ReadAsync(long ordering, CancellationToken cancellationToken) => _projection.QueryAsync(
        async connection =>
        {
            ImmutableArray<Row> rows = [.. await connection.QueryAsync<Row>(new($"SELECT {Columns} FROM chats WHERE ordering > @ordering", new { ordering }, cancellationToken: cancellationToken))];
            return new ChatLines([.. rows.Select(row => row.Line)], rows.Select(row => row.Ordering).Append(ordering).Max());
        },
        cancellationToken);

    /// <summary>The chat of a title, whatever its case, among all that are stored when this is called; of several the one used last.</summary>
    /// <exception cref="TimeoutException">The view could not catch up in time.</exception>
    public async Task<ChatLine?> FindAsync(string title, CancellationToken cancellationToken)
    {
        await _projection.WaitForAsync(_journal.LastOrdering, ChatEventRows.Patience, cancellationToken);
        return (await ReadAsync(0, cancellationToken)).Lines
            .Where(line => !line.Deleted && string.Equals(line.Title, title, StringComparison.OrdinalIgnoreCase))
            .MaxBy(line => line.UpdatedAt);
    }

    /// <summary>Every line, with the ordering of the event that changed it last; over a connection that sees one state.</summary>
    internal static async Task<ImmutableArray<(ChatLine Line, long Ordering)>> ReadAllAsync(DbConnection connection, CancellationToken cancellationToken) =>
        [.. (await connection.QueryAsync<Row>(new($"SELECT {Columns} FROM chats", cancellationToken: cancellationToken))).Select(row => (row.Line, row.Ordering))];

    private static async Task ApplyAsync(ProjectionTransaction transaction, IReadOnlyList<ProjectedEvent> events)
    {
        string[] ids = [.. events.Select(ChatEventRows.Read).Where(read => read is not null).Select(read => read!.Value.Chat.ToString()).Distinct(StringComparer.Ordinal)];
        IEnumerable<Row> rows = await transaction.Connection.QueryAsync<Row>($"SELECT {Columns} FROM chats WHERE {transaction.Dialect.AnyOf("id", "ids")}", new { ids });
        Dictionary<ChatId, ChatLine> before = rows.Select(row => row.Line).ToDictionary(line => line.Id);
        Dictionary<ChatId, (ChatLine Line, long Ordering)> changed = [];
        foreach (ProjectedEvent one in events)
        {
            if (ChatEventRows.Read(one) is not var (chat, happened))
            {
                continue;
            }

            ChatLine line = before.GetValueOrDefault(chat) ?? ChatLine.None(chat);
            ChatLine after = line.Apply(happened);
            if (after != line)
            {
                before[chat] = after;
                changed[chat] = (after, one.Ordering);
            }
        }

        foreach ((ChatLine line, long ordering) in changed.Values)
        {
            await transaction.ExecuteAsync(
                """
                INSERT INTO chats (id, ordering, title, created_at, updated_at, deleted, open_turns, pinned, archived)
                VALUES (@Id, @Ordering, @Title, @CreatedAt, @UpdatedAt, @Deleted, @OpenTurns, @Pinned, @Archived)
                ON CONFLICT (id) DO UPDATE SET ordering = excluded.ordering, title = excluded.title, created_at = excluded.created_at,
                    updated_at = excluded.updated_at, deleted = excluded.deleted, open_turns = excluded.open_turns, pinned = excluded.pinned, archived = excluded.archived
                """,
                ("Id", line.Id.ToString()),
                ("Ordering", ordering),
                ("Title", line.Title),
                ("CreatedAt", line.CreatedAt.UtcTicks),
                ("UpdatedAt", line.UpdatedAt.UtcTicks),
                ("Deleted", line.Deleted ? 1L : 0L),
                ("OpenTurns", (long)line.OpenTurns),
                ("Pinned", line.Pinned ? 1L : 0L),
                ("Archived", line.Archived ? 1L : 0L));
        }
    }

    // Dapper fills it by column name.
    private sealed record Row(string Id, string? Title, long CreatedAt, long UpdatedAt, long Deleted, long OpenTurns, long Ordering, long Pinned, long Archived)
    {
        public ChatLine Line => new(ChatId.Parse(Id, null), Title, new(CreatedAt, TimeSpan.Zero), new(UpdatedAt, TimeSpan.Zero), Deleted != 0, (int)OpenTurns, Pinned != 0, Archived != 0);
    }
}

/// <summary>Lines of the list, and the newest ordering among them.</summary>
#pragma warning disable MA0048 // What the view answers.
public sealed record ChatLines(ImmutableArray<ChatLine> Lines, long Ordering) : Kernel.Actor.INoSerializationVerificationNeeded;
#pragma warning restore MA0048
