using System.Runtime.InteropServices;
using Sapphire.Actors.Rooms.Listening;

namespace Sapphire.Actors.Tests.Rooms;

/// <summary>Sound of a microphone: 16 kHz, in blocks of 20 ms.</summary>
internal static class Sound
{
    public const int Block = 320;

    /// <summary>Noise at a level in dBFS; the same for the same seed.</summary>
    public static short[] Noise(double seconds, double level, int seed = 1)
    {
        Random random = new(seed);
        double amplitude = 32768 * Math.Pow(10, level / 20) * Math.Sqrt(3);
        short[] samples = new short[(int)(seconds * 16_000) / Block * Block];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)Math.Clamp((random.NextDouble() * 2 - 1) * amplitude, short.MinValue, short.MaxValue);
        }

        return samples;
    }

    /// <summary>A quiet room.</summary>
    public static short[] Quiet(double seconds) => Noise(seconds, -65);

    /// <summary>Syllables of 140 ms with gaps of 60 ms, as loud as a person near the microphone.</summary>
    public static short[] Speech(double seconds, double level = -20, int seed = 2)
    {
        short[] samples = Noise(seconds, level, seed);
        for (int i = 0; i < samples.Length; i++)
        {
            if (i % 3200 >= 2240)
            {
                samples[i] /= 60;
            }
        }

        return samples;
    }

    public static short[] Join(params short[][] parts) => [.. parts.SelectMany(part => part)];

    /// <summary>The frames of a sound, from a number on.</summary>
    public static IEnumerable<SoundFrame> Frames(short[] samples, long first = 0, bool last = false)
    {
        int count = (samples.Length + Block - 1) / Block;
        for (int i = 0; i < count; i++)
        {
            yield return new(first + i, MemoryMarshal.AsBytes(samples.AsSpan(i * Block, Math.Min(Block, samples.Length - i * Block))).ToArray(), last && i == count - 1);
        }
    }
}
