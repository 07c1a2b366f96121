namespace Sapphire.Actors.Rooms.Listening;

/// <summary>How loud sound is.</summary>
internal static class SoundLevel
{
    /// <summary>The level of silence.</summary>
    public const double Silence = -100;

    /// <summary>The root mean square of 16-bit samples over full scale, in dB (dBFS): 0 for the loudest square wave, <see cref="Silence"/> for silence.</summary>
    public static double Of(ReadOnlySpan<short> samples)
    {
        long sum = 0;
        foreach (short sample in samples)
        {
            sum += sample * sample;
        }

        return sum == 0 ? Silence : Math.Max(Silence, 10 * Math.Log10(sum / (double)samples.Length / (32768.0 * 32768.0)));
    }
}
