using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Engines;

/// <summary>A speech synthesizer inside a worker process: one call at a time, on one thread.</summary>
public interface ISynthesisEngine : IDisposable
{
    /// <summary>Its voices.</summary>
    IReadOnlyList<Voice> Voices { get; }

    /// <summary>Speaks one sentence.</summary>
    /// <exception cref="SpeechException">The voice is unknown, or the text is too long.</exception>
    SpeechAudio Synthesize(SpeechRequest request);

    /// <summary>Loads what a voice needs, and speaks a word in silence.</summary>
    void Warm(string voice);
}
