using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Sapphire.Actors.Import;

/// <summary>Ids made of what they are the ids of, so that the same chat imported again has the same ones: UUIDs of version 8 (RFC 9562).</summary>
internal sealed class DerivedIds(string name)
{
    private int _next;

    /// <summary>The id of a name.</summary>
    public static Guid Of(string name)
    {
        Span<byte> bytes = SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new(bytes, bigEndian: true);
    }

    /// <summary>The next id; the same ones in the same order for the same name.</summary>
    public Guid Next() => Of(string.Create(CultureInfo.InvariantCulture, $"{name} {_next++}"));
}
