using System.Buffers.Binary;

namespace Sapphire.Audio.Tests.Files;

/// <summary>WAV files, their headers true or not.</summary>
internal static class WavBytes
{
    /// <summary>A header and what follows it.</summary>
    public static byte[] Of(int channels, int rate, int bits, byte[] data, uint? claimed = null, short format = 1)
    {
        byte[] file = new byte[44 + data.Length];
        Span<byte> b = file;
        uint length = claimed ?? (uint)data.Length;
        "RIFF"u8.CopyTo(b);
        BinaryPrimitives.WriteUInt32LittleEndian(b[4..], length > uint.MaxValue - 36 ? uint.MaxValue : length + 36);
        "WAVEfmt "u8.CopyTo(b[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(b[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(b[20..], format);
        BinaryPrimitives.WriteInt16LittleEndian(b[22..], (short)channels);
        BinaryPrimitives.WriteInt32LittleEndian(b[24..], rate);
        BinaryPrimitives.WriteInt32LittleEndian(b[28..], unchecked(rate * channels * bits / 8));
        BinaryPrimitives.WriteInt16LittleEndian(b[32..], (short)(channels * bits / 8));
        BinaryPrimitives.WriteInt16LittleEndian(b[34..], (short)bits);
        "data"u8.CopyTo(b[36..]);
        BinaryPrimitives.WriteUInt32LittleEndian(b[40..], length);
        data.CopyTo(b[44..]);
        return file;
    }

    /// <summary>Samples of 16 bits as bytes.</summary>
    public static byte[] Pcm16(IEnumerable<short> samples) => [.. samples.SelectMany(s => new[] { (byte)s, (byte)(s >> 8) })];

    /// <summary>A second of a tone of 440 Hz.</summary>
    public static short[] Tone(int rate) => [.. Enumerable.Range(0, rate).Select(i => (short)Math.Round(8000 * Math.Sin(2 * Math.PI * 440 * i / rate)))];
}
