using Sapphire.Audio.Engines;

namespace Sapphire.Faults.Tests.Voice;

/// <summary>Speech as a microphone hears it: with a little silence around it.</summary>
internal static class Speech
{
    private const int Rate = 16_000;

    public static short[] Of(string text, string voice = "flite/rms")
    {
        using FliteEngine flite = new();
        ReadOnlyMemory<short> spoken = flite.Synthesize(new(text, voice)).Samples;
        return [.. new short[Rate * 3 / 10], .. spoken.Span, .. new short[Rate / 5]];
    }
}
