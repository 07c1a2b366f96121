namespace Sapphire.Audio.Speech;

/// <summary>Sound in memory.</summary>
/// <param name="SampleRate">Samples a second, in Hz.</param>
/// <param name="Samples">Mono, signed 16 bits.</param>
public sealed record SpeechAudio(int SampleRate, ReadOnlyMemory<short> Samples)
{
    /// <summary>How long it sounds.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Samples.Length / SampleRate);

    /// <summary>The same sound at a volume of 0 to 1; what is more, or no number, is 1.</summary>
    public SpeechAudio AtVolume(double volume)
    {
        if (double.IsNaN(volume) || volume >= 1)
        {
            return this;
        }

        double factor = Math.Max(0, volume);
        short[] samples = new short[Samples.Length];
        ReadOnlySpan<short> source = Samples.Span;
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)Math.Round(source[i] * factor);
        }

        return this with { Samples = samples };
    }
}
