using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Engines;

/// <summary>
/// A recogniser inside a worker process: one utterance at a time, on one thread. <see cref="Begin"/>, then
/// <see cref="Write"/> any number of times, then <see cref="Finish"/> or <see cref="Cancel"/>.
/// </summary>
public interface IRecognitionEngine : IDisposable
{
    /// <summary>What was understood so far, the whole of it; null before the first word.</summary>
    string? Partial { get; }

    /// <summary>Begins an utterance.</summary>
    void Begin();

    /// <summary>Adds sound.</summary>
    /// <param name="samples">Mono, signed 16 bits, 16 kHz.</param>
    void Write(ReadOnlySpan<short> samples);

    /// <summary>Ends the utterance.</summary>
    Recognized Finish();

    /// <summary>Gives the utterance up.</summary>
    void Cancel();
}
