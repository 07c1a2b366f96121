namespace Sapphire.Audio.Speech;

/// <summary>Turns text into speech. Implementations outlive the death of the engine behind them.</summary>
public interface ISpeechSynthesizer
{
    /// <summary>The voices, those of a missing engine left out.</summary>
    Task<IReadOnlyList<Voice>> GetVoicesAsync(CancellationToken cancellationToken);

    /// <summary>The voices of one engine; no other engine is started for it.</summary>
    async Task<IReadOnlyList<Voice>> GetVoicesAsync(string engine, CancellationToken cancellationToken) =>
        [.. (await GetVoicesAsync(cancellationToken)).Where(voice => voice.Engine == engine)];

    /// <summary>Speaks one sentence. Several calls at once are answered in any order.</summary>
    /// <exception cref="SpeechException">It cannot be spoken; says what to do next.</exception>
    Task<SynthesizedSpeech> SynthesizeAsync(SpeechRequest request, CancellationToken cancellationToken);

    /// <summary>Starts what <paramref name="voice"/> needs, so that the first sentence does not wait for it. Failures are not reported.</summary>
    Task WarmAsync(string voice, CancellationToken cancellationToken);
}
