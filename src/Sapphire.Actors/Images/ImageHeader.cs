using System.Buffers.Binary;

namespace Sapphire.Actors.Images;

/// <summary>
/// Reads what kind of image some bytes are and how large it is, from its header alone: nothing is decoded, so that nothing in it can
/// do harm. Knows PNG, JPEG, GIF and WebP. Pure.
/// </summary>
public static class ImageHeader
{
    /// <summary>What the bytes are; null when they are no image of a known kind, or their header is damaged.</summary>
    public static ImageInfo? Read(ReadOnlySpan<byte> bytes)
    {
        ImageInfo? info = Png(bytes) ?? Gif(bytes) ?? Webp(bytes) ?? Jpeg(bytes);
        return info is { Width: > 0, Height: > 0 } ? info : null;
    }

    private static ImageInfo? Png(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 33 || !bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]) || !bytes[12..16].SequenceEqual("IHDR"u8))
        {
            return null;
        }

        uint width = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]);
        return width > int.MaxValue || height > int.MaxValue ? null : new("image/png", (int)width, (int)height);
    }

    private static ImageInfo? Gif(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 13 && (bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8))
            ? new("image/gif", BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]))
            : null;

    private static ImageInfo? Webp(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 30 || !bytes.StartsWith("RIFF"u8) || !bytes[8..12].SequenceEqual("WEBP"u8))
        {
            return null;
        }

        ReadOnlySpan<byte> kind = bytes[12..16];
        ReadOnlySpan<byte> data = bytes[20..];
        if (kind.SequenceEqual("VP8X"u8))
        {
            return new("image/webp", 1 + Three(data[4..]), 1 + Three(data[7..]));
        }

        if (kind.SequenceEqual("VP8L"u8) && data[0] == 0x2f)
        {
            uint bits = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
            return new("image/webp", 1 + (int)(bits & 0x3fff), 1 + (int)((bits >> 14) & 0x3fff));
        }

        return kind.SequenceEqual("VP8 "u8) && data[3] == 0x9d && data[4] == 0x01 && data[5] == 0x2a
            ? new("image/webp", BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3fff, BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3fff)
            : null;
    }

    // Segments one after the other, until the one that begins a frame.
    private static ImageInfo? Jpeg(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4 || bytes[0] != 0xff || bytes[1] != 0xd8 || bytes[2] != 0xff)
        {
            return null;
        }

        int at = 2;
        while (at + 4 <= bytes.Length && bytes[at] == 0xff)
        {
            byte marker = bytes[at + 1];
            if (marker == 0xff)
            {
                at++;
                continue;
            }

            if (marker is 0x01 or (>= 0xd0 and <= 0xd8))
            {
                at += 2;
                continue;
            }

            int length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
            if (length < 2 || marker is 0xd9 or 0xda)
            {
                return null;
            }

            // Begin of a frame, of whatever process; 0xC4, 0xC8 and 0xCC are tables.
            if (marker is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc))
            {
                return at + 9 <= bytes.Length && length >= 8
                    ? new("image/jpeg", BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]))
                    : null;
            }

            at += 2 + length;
        }

        return null;
    }

    private static int Three(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
