using Sapphire.Actors.Chat;
using Sapphire.Actors.Ids;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Projections;

namespace Sapphire.Actors.Home;

/// <summary>What the views of chats have in common.</summary>
internal static class ChatEventRows
{
    /// <summary>Waits so long for a view to show what was just written.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const string ChatPrefix = "chat-";

    /// <summary>Whether a row is an event of a chat.</summary>
    public static bool IsOfChat(JournalRow row) => TryGetChat(row.PersistenceId, out _);

    /// <summary>The chat of an event, and the event; null for what is no event of a chat.</summary>
    public static (ChatId Chat, ChatEvent Happened)? Read(ProjectedEvent projected) =>
        projected.Event is ChatEvent happened && TryGetChat(projected.PersistenceId, out ChatId chat) ? (chat, happened) : null;

    /// <summary>"column is one of the parameter", in a store's SQL.</summary>
    public static string AnyOf(this SqlDialect dialect, string column, string parameter) =>
        dialect == SqlDialect.Postgres ? $"{column} = ANY(@{parameter})" : $"{column} IN @{parameter}";

    private static bool TryGetChat(string persistenceId, out ChatId chat)
    {
        chat = default;
        return persistenceId.StartsWith(ChatPrefix, StringComparison.Ordinal) && ChatId.TryParse(persistenceId[ChatPrefix.Length..], null, out chat);
    }
}
