using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Maintenance;

/// <summary>The persistence ids of chats.</summary>
public static class ChatIds
{
    private const string Prefix = "chat-";

    /// <summary>The persistence id of a chat.</summary>
    public static string Of(ChatId chat) => Prefix + chat;

    /// <summary>The chat of a persistence id.</summary>
    public static bool TryParse(string persistenceId, out ChatId chat)
    {
        chat = default;
        return persistenceId.StartsWith(Prefix, StringComparison.Ordinal)
            && ChatId.TryParse(persistenceId[Prefix.Length..], null, out chat)
            && string.Equals(Of(chat), persistenceId, StringComparison.Ordinal);
    }
}
