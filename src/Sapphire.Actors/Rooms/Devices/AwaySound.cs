using Sapphire.Actors.Rooms.Speaking;

namespace Sapphire.Actors.Rooms.Devices;

/// <summary>What a person hears who speaks while the chats cannot be reached.</summary>
internal static class AwaySound
{
    /// <summary>In words.</summary>
    public const string Words = "I cannot reach home just now. I have kept what you said.";

    private const double Length = 0.16;
    private const double Peak = 0.3;

    // Three tones that fall, each with a soft beginning and end: G4, E4, C4.
    private static readonly double[] Falling = [392.00, 329.63, 261.63];

    /// <summary>Where nothing can speak.</summary>
    public static short[] Tones { get; } = Make();

    private static short[] Make()
    {
        int length = (int)(Length * SpeechTrack.SampleRate);
        short[] samples = new short[length * Falling.Length];
        for (int i = 0; i < samples.Length; i++)
        {
            int within = i % length;
            double envelope = Math.Sin(Math.PI * within / length);
            samples[i] = (short)(short.MaxValue * Peak * envelope * Math.Sin(2 * Math.PI * Falling[i / length] * within / SpeechTrack.SampleRate));
        }

        return samples;
    }
}
