namespace Sapphire.Audio.Speech;

/// <summary>Sound in memory.</summary>
/// <param name="SampleRate">Samples a second, in Hz.</param>
/// <param name="Samples">Mono, signed 16 bits.</param>
public sealed record SpeechAudio(int SampleRate, ReadOnlyMemory<short> Samples)
{
    /// <summary>How long it sounds.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Samples.Length / SampleRate);
}
