using System.Buffers.Binary;

namespace Sapphire.Audio.Formats;

/// <summary>Writes RIFF/WAVE files: PCM, 16 bits, one channel (Microsoft, "Multimedia Programming Interface and Data Specifications 1.0").</summary>
public static class WavWriter
{
    /// <summary>The length of the header in bytes.</summary>
    public const int HeaderLength = 44;

    private const int BytesPerSample = 2;

    /// <summary>Writes a whole file.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="samples">One channel; what is beyond −1 to 1 is clipped, what is no number is silence.</param>
    /// <param name="sampleRate">In hertz.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not positive, or the sound is too long for the format's 32-bit lengths.</exception>
    public static void Write(Stream stream, ReadOnlySpan<float> samples, int sampleRate)
    {
        ArgumentNullException.ThrowIfNull(stream);
        byte[] file = Begin(samples.Length, sampleRate);
        Span<byte> b = file;
        for (int i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(b[(HeaderLength + i * BytesPerSample)..], ToPcm16(samples[i]));
        }

        stream.Write(file);
    }

    /// <summary>Writes a whole file of 16-bit samples.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not positive, or the sound is too long for the format's 32-bit lengths.</exception>
    public static byte[] Write(ReadOnlySpan<short> samples, int sampleRate)
    {
        byte[] file = Begin(samples.Length, sampleRate);
        for (int i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(HeaderLength + i * BytesPerSample), samples[i]);
        }

        return file;
    }

    /// <summary>A file with its header, and room for its samples.</summary>
    private static byte[] Begin(int samples, int sampleRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sampleRate);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(samples, (int.MaxValue - HeaderLength) / BytesPerSample, nameof(samples));
        byte[] file = new byte[HeaderLength + samples * BytesPerSample];
        WriteHeader(file, samples, sampleRate);
        return file;
    }

    /// <summary>Writes the header of a file of so many samples.</summary>
    internal static void WriteHeader(Span<byte> b, int samples, int sampleRate)
    {
        int length = samples * BytesPerSample;
        "RIFF"u8.CopyTo(b);
        BinaryPrimitives.WriteInt32LittleEndian(b[4..], HeaderLength + length - 8);
        "WAVEfmt "u8.CopyTo(b[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(b[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(b[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(b[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(b[24..], sampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(b[28..], sampleRate * BytesPerSample);
        BinaryPrimitives.WriteInt16LittleEndian(b[32..], BytesPerSample);
        BinaryPrimitives.WriteInt16LittleEndian(b[34..], 8 * BytesPerSample);
        "data"u8.CopyTo(b[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(b[40..], length);
    }

    /// <summary>A sample as a 16-bit integer: 1 and −1 become 32767 and −32767.</summary>
    public static short ToPcm16(float sample) => float.IsNaN(sample) ? (short)0 : (short)MathF.Round(Math.Clamp(sample, -1f, 1f) * short.MaxValue);
}
