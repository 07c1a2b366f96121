using System.Threading.Channels;

namespace Sapphire.Audio.Speech;

/// <summary>One utterance that is being recognised while it is spoken. Disposing it before the end gives it up.</summary>
public interface IRecognition : IAsyncDisposable
{
    /// <summary>What was understood so far, each the whole text and provisional; only the newest is kept. Completes with the utterance.</summary>
    ChannelReader<string> Partials { get; }

    /// <summary>Adds sound. Waits while the engine is behind; loses nothing.</summary>
    /// <param name="samples">Mono, signed 16 bits, 16 kHz; copied.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask WriteAsync(ReadOnlyMemory<short> samples, CancellationToken cancellationToken);

    /// <summary>Ends the utterance and waits for the text.</summary>
    /// <exception cref="SpeechException">It cannot be recognised; says what to do next.</exception>
    Task<Recognized> FinishAsync(CancellationToken cancellationToken);
}
