using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Sapphire.Audio.Workers;

/// <summary>Samples as bytes: signed 16 bits, little-endian.</summary>
public static class Pcm
{
    /// <summary>Most samples in one frame: a quarter of a megabyte.</summary>
    public const int MaxSamples = 128 * 1024;

    /// <summary>Samples to bytes.</summary>
    public static void Write(ReadOnlySpan<short> samples, Span<byte> bytes)
    {
        Span<short> target = MemoryMarshal.Cast<byte, short>(bytes);
        if (BitConverter.IsLittleEndian)
        {
            samples.CopyTo(target);
        }
        else
        {
            BinaryPrimitives.ReverseEndianness(samples, target);
        }
    }

    /// <summary>Bytes to samples; returns how many.</summary>
    /// <exception cref="FrameFormatException">The bytes are odd in number.</exception>
    public static int Read(ReadOnlySpan<byte> bytes, Span<short> samples)
    {
        if (bytes.Length % sizeof(short) != 0)
        {
            throw new FrameFormatException($"{bytes.Length} bytes of sound are no whole samples.");
        }

        ReadOnlySpan<short> source = MemoryMarshal.Cast<byte, short>(bytes);
        if (BitConverter.IsLittleEndian)
        {
            source.CopyTo(samples);
        }
        else
        {
            BinaryPrimitives.ReverseEndianness(source, samples);
        }

        return source.Length;
    }
}
