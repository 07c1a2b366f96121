using System.Security.Cryptography;
using System.Text;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Rooms.Devices;

/// <summary>
/// A room that is a place, such as a kitchen. Its ids follow from its name alone, so that it is the same room with the same chat after
/// a restart, on another machine, and with an empty disk.
/// </summary>
/// <param name="Name">Its name; upper and lower case make no difference.</param>
public sealed record RoomPlace(string Name)
{
    /// <summary>The id of the room.</summary>
    public RoomId Id { get; } = new(Named($"room/{Name.Trim()}"));

    /// <summary>What creates its chat.</summary>
    /// <param name="generation">0 for its first chat; one more for each that was deleted.</param>
    /// <param name="at">When.</param>
    public CreateChat CreateChat(int generation, DateTimeOffset at) =>
        new(new(Named($"room-chat/{Name.Trim()}/{generation}")), new(Named($"room-chat-command/{Name.Trim()}/{generation}")), at, Name.Trim());

    // RFC 9562, version 8: the first 16 bytes of a hash.
    private static Guid Named(string what)
    {
        byte[] bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"sapphire/{what.ToLowerInvariant()}"))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes, bigEndian: true);
    }
}
