using System.Buffers.Binary;
using System.Text;

namespace Sapphire.Actors.Tests.Images;

/// <summary>The beginnings of images, as their formats define them.</summary>
internal static class SampleImages
{
    public static byte[] Png(int width, int height)
    {
        byte[] bytes = new byte[45];
        ((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13]).CopyTo(bytes);
        "IHDR"u8.CopyTo(bytes.AsSpan(12));
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), height);
        return bytes;
    }

    public static byte[] Gif(ushort width, ushort height)
    {
        byte[] bytes = new byte[20];
        "GIF89a"u8.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(6), width);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), height);
        return bytes;
    }

    // A JFIF header, a table, a fill byte, the frame.
    public static byte[] Jpeg(ushort width, ushort height, bool progressive = false)
    {
        List<byte> bytes = [0xff, 0xd8, 0xff, 0xe0, 0, 16, .. Encoding.ASCII.GetBytes("JFIF\0"), 1, 1, 0, 0, 1, 0, 1, 0, 0, 0xff, 0xdb, 0, 5, 1, 2, 3, 0xff];
        bytes.AddRange([0xff, progressive ? (byte)0xc2 : (byte)0xc0, 0, 17, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1, 0xff, 0xd9]);
        return [.. bytes];
    }

    public static byte[] WebpLossy(ushort width, ushort height)
    {
        byte[] bytes = Webp("VP8 ");
        ((ReadOnlySpan<byte>)[0, 0, 0, 0x9d, 0x01, 0x2a]).CopyTo(bytes.AsSpan(20));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(26), width);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(28), height);
        return bytes;
    }

    public static byte[] WebpLossless(uint width, uint height)
    {
        byte[] bytes = Webp("VP8L");
        bytes[20] = 0x2f;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(21), (width - 1) | ((height - 1) << 14));
        return bytes;
    }

    public static byte[] WebpExtended(int width, int height)
    {
        byte[] bytes = Webp("VP8X");
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), width - 1);
        bytes[27] = (byte)(height - 1);
        bytes[28] = (byte)((height - 1) >> 8);
        return bytes;
    }

    private static byte[] Webp(string kind)
    {
        byte[] bytes = new byte[40];
        Encoding.ASCII.GetBytes("RIFF").CopyTo(bytes, 0);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), 32);
        Encoding.ASCII.GetBytes("WEBP" + kind).CopyTo(bytes, 8);
        return bytes;
    }
}
