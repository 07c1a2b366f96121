using System.Buffers.Binary;
using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Formats;

/// <summary>
/// Reads WAV in memory: PCM of 8, 16, 24 or 32 bits and floats of 32 bits, any rate, channels mixed into one. The lengths in
/// the headers are only hints: a server that streams does not know them yet.
/// </summary>
public static class WavReader
{
    private const int Pcm = 1;
    private const int Float = 3;
    private const int Extensible = 0xFFFE;

    /// <summary>True for the beginning of a RIFF/WAVE file.</summary>
    public static bool IsWav(ReadOnlySpan<byte> bytes) => bytes.Length >= 12 && bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WAVE"u8);

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="InvalidDataException">It is no WAV, or of a kind that is not read; says which.</exception>
    public static SpeechAudio Read(ReadOnlySpan<byte> file)
    {
        if (!IsWav(file))
        {
            throw new InvalidDataException("It is no WAV file.");
        }

        int at = 12;
        (int Kind, int Channels, int Rate, int Bits)? format = null;
        while (at + 8 <= file.Length)
        {
            ReadOnlySpan<byte> id = file.Slice(at, 4);
            long length = BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]);
            at += 8;
            ReadOnlySpan<byte> body = file[at..];
            if (id.SequenceEqual("fmt "u8) && body.Length >= 16 && length >= 16)
            {
                int kind = BinaryPrimitives.ReadUInt16LittleEndian(body);
                if (kind == Extensible && length >= 26 && body.Length >= 26)
                {
                    kind = BinaryPrimitives.ReadUInt16LittleEndian(body[24..]);
                }

                format = (kind, BinaryPrimitives.ReadUInt16LittleEndian(body[2..]), BinaryPrimitives.ReadInt32LittleEndian(body[4..]), BinaryPrimitives.ReadUInt16LittleEndian(body[14..]));
            }
            else if (id.SequenceEqual("data"u8))
            {
                // 0 and the largest numbers stand for "not known": the rest of the file is sound.
                return Samples(length > 0 && length < body.Length ? body[..(int)length] : body, format ?? throw new InvalidDataException("The WAV file does not say what its sound is like."));
            }

            if (length + (length & 1) > body.Length)
            {
                break;
            }

            at += (int)(length + (length & 1));
        }

        throw new InvalidDataException("The WAV file has no sound in it.");
    }

    private static SpeechAudio Samples(ReadOnlySpan<byte> data, (int Kind, int Channels, int Rate, int Bits) format)
    {
        bool known = format.Kind == Pcm ? format.Bits is 8 or 16 or 24 or 32 : format.Kind == Float && format.Bits == 32;
        if (!known || format.Channels is < 1 or > 32 || format.Rate is < 1000 or > 768_000)
        {
            throw new InvalidDataException($"The WAV file is of a kind that is not read (format {format.Kind}, {format.Bits} bits, {format.Channels} channels, {format.Rate} Hz).");
        }

        int width = format.Bits / 8;
        int frame = width * format.Channels;
        short[] samples = new short[data.Length / frame];
        for (int i = 0; i < samples.Length; i++)
        {
            double sum = 0;
            for (int channel = 0; channel < format.Channels; channel++)
            {
                ReadOnlySpan<byte> b = data.Slice(i * frame + channel * width, width);
                sum += width switch
                {
                    1 => (b[0] - 128) << 8,
                    2 => BinaryPrimitives.ReadInt16LittleEndian(b),
                    3 => (short)(b[1] | b[2] << 8),
                    _ when format.Kind == Float => WavWriter.ToPcm16(BinaryPrimitives.ReadSingleLittleEndian(b)),
                    _ => BinaryPrimitives.ReadInt32LittleEndian(b) >> 16,
                };
            }

            samples[i] = (short)Math.Round(sum / format.Channels);
        }

        return new(format.Rate, samples);
    }
}
