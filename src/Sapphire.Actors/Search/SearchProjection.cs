using System.Collections.Immutable;
using Dapper;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Home;
using Sapphire.Actors.Ids;
using Sapphire.Persistence.Projections;

namespace Sapphire.Actors.Search;

/// <summary>Keeps the search's tables: what was said and answered on every branch, and the titles.</summary>
internal static class SearchProjection
{
    public static ProjectionDefinition Definition { get; } = new("search", Version: 3, SearchSchema.For, ChatEventRows.IsOfChat, ApplyAsync);

    private static async Task ApplyAsync(ProjectionTransaction transaction, IReadOnlyList<ProjectedEvent> events)
    {
        Changes changes = new();
        foreach (ProjectedEvent one in events)
        {
            if (ChatEventRows.Read(one) is var (chat, happened))
            {
                await ApplyAsync(transaction, one.Ordering, chat.ToString(), happened, changes);
            }
        }

        await transaction.FlushAsync();
        await IndexAsync(transaction, "message_id", changes.Messages);
        await IndexAsync(transaction, "turn", changes.Turns);
        await IndexAsync(transaction, "chat", changes.Chats);
    }

    private static async Task ApplyAsync(ProjectionTransaction transaction, long ordering, string chat, ChatEvent happened, Changes changes)
    {
        switch (happened)
        {
            case ChatCreated e:
                await UseAsync(transaction, chat, e.Title, e.At);
                break;
            case UserSaid e:
                string text = Clean(string.Concat(e.Content.OfType<TextContentPart>().Select(part => part.Text)));
                await UseAsync(transaction, chat, ChatState.FirstTitle(text), e.At);
                await InsertAsync(transaction, ordering * 2, e.MessageId, chat, e.ParentId, "user", null, e.At, text);
                await InsertAsync(transaction, (ordering * 2) + 1, e.ReplyId, chat, e.MessageId, "assistant", e.TurnId, e.At, "");
                changes.Messages.Add(e.MessageId.ToString());
                break;
            case TurnRequested { Continues: true } e:
                await transaction.ExecuteAsync("UPDATE messages SET turn = @Turn, complete = 0 WHERE message_id = @Reply", ("Turn", e.TurnId.ToString()), ("Reply", e.ReplyId.ToString()));
                changes.Messages.Add(e.ReplyId.ToString());
                break;
            case TurnRequested e:
                await InsertAsync(transaction, ordering * 2, e.ReplyId, chat, e.MessageId, "assistant", e.TurnId, e.At, "");
                break;
            case ReplyProgressed { Reasoning: false } e:
                await transaction.ExecuteAsync("UPDATE messages SET content = content || @Content WHERE turn = @Turn", ("Content", Clean(e.Text)), ("Turn", e.TurnId.ToString()));
                break;
            case ReplyCompleted e:
                await EndAsync(transaction, chat, e.TurnId, e.At, changes);
                break;
            case TurnFailed e:
                await EndAsync(transaction, chat, e.TurnId, e.At, changes);
                break;
            case TurnCancelled e:
                await EndAsync(transaction, chat, e.TurnId, e.At, changes);
                break;
            case TurnInterrupted e:
                await EndAsync(transaction, chat, e.TurnId, e.At, changes);
                break;
            case ChatRenamed e:
                await TitleAsync(transaction, chat, e.Title);
                break;
            case ChatTitled e:
                await TitleAsync(transaction, chat, e.Title);
                break;
            case MessagesRemoved e:
                await RemoveAsync(transaction, chat, e.MessageIds, removed: true, changes);
                break;
            case Undone { Change.Removed: { } removed }:
                await RemoveAsync(transaction, chat, removed, removed: false, changes);
                break;
            case Redone { Change.Removed: { } removed }:
                await RemoveAsync(transaction, chat, removed, removed: true, changes);
                break;
            case Undone { Change.Title: { } title }:
                await TitleAsync(transaction, chat, title.Before);
                break;
            case Redone { Change.Title: { } title }:
                await TitleAsync(transaction, chat, title.After);
                break;
            case ReplyEdited e:
                await UseAsync(transaction, chat, null, e.At);
                await InsertAsync(transaction, ordering * 2, e.NewMessageId, chat, null, "assistant", null, e.At, Clean(e.Text));
                await transaction.ExecuteAsync(
                    "UPDATE messages SET parent = (SELECT parent FROM messages WHERE message_id = @Old) WHERE message_id = @New", ("Old", e.MessageId.ToString()), ("New", e.NewMessageId.ToString()));
                changes.Messages.Add(e.NewMessageId.ToString());
                break;
            case MessagesImported e:
                await UseAsync(transaction, chat, ChatState.FirstTitle(e.Messages[0].Text), e.At);
                for (int i = 0; i < e.Messages.Length; i++)
                {
                    ChatNode node = e.Messages[i];
                    await InsertAsync(transaction, (ordering * 2) + i, node.Id, chat, node.ParentId, node.Role == MessageRole.User ? "user" : "assistant", null, node.CreatedAt, Clean(node.Text));
                    changes.Messages.Add(node.Id.ToString());
                }

                break;
            case ChatDeleted:
                await transaction.ExecuteAsync("UPDATE chats SET deleted = 1 WHERE id = @Chat", ("Chat", chat));
                changes.Chats.Add(chat);
                break;
            case ChatRestored:
                await transaction.ExecuteAsync("UPDATE chats SET deleted = 0 WHERE id = @Chat", ("Chat", chat));
                changes.Chats.Add(chat);
                break;
        }
    }

    private static ValueTask TitleAsync(ProjectionTransaction transaction, string chat, string? title) => transaction.ExecuteAsync(
        "UPDATE chats SET title = CAST(@Title AS TEXT), tokens = CAST(@Tokens AS TEXT) WHERE id = @Chat",
        ("Title", title is null ? null : Clean(title)),
        ("Tokens", title is null ? null : Tokens(title)),
        ("Chat", chat));

    // The first title stays until somebody gives another one.
    private static ValueTask UseAsync(ProjectionTransaction transaction, string chat, string? title, DateTimeOffset at) => transaction.ExecuteAsync(
        """
        INSERT INTO chats (id, title, tokens, used_at, deleted) VALUES (@Chat, CAST(@Title AS TEXT), CAST(@Tokens AS TEXT), @At, 0)
        ON CONFLICT (id) DO UPDATE SET title = coalesce(chats.title, excluded.title), tokens = coalesce(chats.tokens, excluded.tokens), used_at = excluded.used_at
        """,
        ("Chat", chat),
        ("Title", title is null ? null : Clean(title)),
        ("Tokens", title is null ? null : Tokens(title)),
        ("At", at.UtcTicks));

    private static ValueTask InsertAsync(ProjectionTransaction transaction, long id, MessageId message, string chat, MessageId? parent, string role, TurnId? turn, DateTimeOffset at, string text) => transaction.ExecuteAsync(
        """
        INSERT INTO messages (id, message_id, chat, parent, role, turn, said_at, complete, content)
        VALUES (@Id, @Message, @Chat, CAST(@Parent AS TEXT), @Role, CAST(@Turn AS TEXT), @At, @Complete, @Content) ON CONFLICT (message_id) DO NOTHING
        """,
        ("Id", id),
        ("Message", message.ToString()),
        ("Chat", chat),
        ("Parent", parent?.ToString()),
        ("Role", role),
        ("Turn", turn?.ToString()),
        ("At", at.UtcTicks),
        ("Complete", turn is null ? 1L : 0L),
        ("Content", text));

    // Each with all below it; what was removed before, and is below, stays so when it comes back.
    private static async Task RemoveAsync(ProjectionTransaction transaction, string chat, ImmutableArray<MessageId> messages, bool removed, Changes changes)
    {
        foreach (MessageId message in messages)
        {
            await transaction.ExecuteAsync("UPDATE messages SET removed = @Removed WHERE message_id = @Message", ("Removed", removed ? 1L : 0L), ("Message", message.ToString()));
        }

        await transaction.ExecuteAsync(
            """
            WITH RECURSIVE gone (message_id) AS (
                SELECT message_id FROM messages WHERE chat = @Chat AND removed = 1
                UNION SELECT below.message_id FROM messages AS below JOIN gone ON below.parent = gone.message_id)
            UPDATE messages SET hidden = CASE WHEN message_id IN (SELECT message_id FROM gone) THEN 1 ELSE 0 END WHERE chat = @Chat
            """,
            ("Chat", chat));
        changes.Chats.Add(chat);
    }

    private static async Task EndAsync(ProjectionTransaction transaction, string chat, TurnId turn, DateTimeOffset at, Changes changes)
    {
        await transaction.ExecuteAsync("UPDATE messages SET complete = 1, said_at = @At WHERE turn = @Turn", ("At", at.UtcTicks), ("Turn", turn.ToString()));
        await transaction.ExecuteAsync("UPDATE chats SET used_at = @At WHERE id = @Chat", ("At", at.UtcTicks), ("Chat", chat));
        changes.Turns.Add(turn.ToString());
    }

    private static async Task IndexAsync(ProjectionTransaction transaction, string column, HashSet<string> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        IEnumerable<Row> rows = await transaction.Connection.QueryAsync<Row>(
            $"""
            SELECT messages.id AS Id, content AS Content, CASE WHEN complete = 1 AND coalesce(chats.deleted, 0) = 0 AND hidden = 0 THEN 1 ELSE 0 END AS Shown, messages.tokens AS Tokens
            FROM messages LEFT JOIN chats ON chats.id = messages.chat WHERE {transaction.Dialect.AnyOf(column, "values")}
            """,
            new { values = values.ToArray() });
        foreach (Row row in rows.AsList())
        {
            string? tokens = row.Shown != 0 && Tokens(row.Content) is { Length: > 0 } some ? some : null;
            if (string.Equals(tokens, row.Tokens, StringComparison.Ordinal))
            {
                continue;
            }

            if (transaction.Dialect == SqlDialect.Postgres)
            {
                await transaction.ExecuteAsync(
                    "UPDATE messages SET tokens = CAST(@Tokens AS TEXT), words = CAST(@Words AS TSVECTOR) WHERE id = @Id", ("Tokens", tokens), ("Words", tokens is null ? null : WordVector.Of(row.Id, tokens)), ("Id", row.Id));
            }
            else
            {
                await transaction.ExecuteAsync("UPDATE messages SET tokens = @Tokens WHERE id = @Id", ("Tokens", tokens), ("Id", row.Id));
            }
        }

        await transaction.FlushAsync();
    }

    private static string Tokens(string text) => string.Join(' ', TextTokenizer.Tokenize(text).Select(token => token.Text));

    // PostgreSQL has no text with NUL in it.
    private static string Clean(string text) => text.Replace("\0", "", StringComparison.Ordinal);

    // Dapper fills it by column name.
    private sealed record Row
    {
        public long Id { get; init; }

        public string Content { get; init; } = "";

        public long Shown { get; init; }

        public string? Tokens { get; init; }
    }

    /// <summary>What a page has changed, to be put into or taken out of the index.</summary>
    private sealed class Changes
    {
        public HashSet<string> Messages { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Turns { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Chats { get; } = new(StringComparer.Ordinal);
    }
}
