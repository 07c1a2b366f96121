using System.Security.Cryptography;
using System.Text;
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

    /// <summary>
    /// The id of a copy of a chat that is imported from a file; null for what is no chat. The same chat of the same file always
    /// gets the same id, so that an import that was interrupted goes on with its copies instead of making others.
    /// </summary>
    public static string? OfCopy(string persistenceId, string sha256)
    {
        if (!TryParse(persistenceId, out _))
        {
            return null;
        }

        // UUID version 8 (RFC 9562): the content is the maker's own.
        Span<byte> bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"{sha256.ToLowerInvariant()} {persistenceId}")).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return Of(new(new Guid(bytes, bigEndian: true)));
    }
}
