using Sapphire.Actors.Speech;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.SpeechServices;

/// <summary>
/// Speaks with embedded engines alone, on a node that has no settings and no keys: an empty voice, and one of a service, which this node
/// cannot reach, stand for the best that there is. Safe for several threads.
/// </summary>
/// <param name="embedded">The engines, here or of other nodes.</param>
/// <param name="engines">Says why there is no voice.</param>
public sealed class EmbeddedVoices(ISpeechSynthesizer embedded, ISpeechEngines? engines) : ISpeechSynthesizer
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<Voice>> GetVoicesAsync(CancellationToken cancellationToken) => embedded.GetVoicesAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Voice>> GetVoicesAsync(string engine, CancellationToken cancellationToken) => embedded.GetVoicesAsync(engine, cancellationToken);

    /// <inheritdoc/>
    public async Task<SynthesizedSpeech> SynthesizeAsync(SpeechRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await embedded.SynthesizeAsync(IsEmbedded(request.Voice) ? request : request with { Voice = await BestVoice.FindAsync(embedded, engines, cancellationToken) }, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task WarmAsync(string voice, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(voice);
        try
        {
            await embedded.WarmAsync(IsEmbedded(voice) ? voice : await BestVoice.FindAsync(embedded, engines, cancellationToken), cancellationToken);
        }
        catch (SpeechException)
        {
            // The first sentence will say so.
        }
    }

    private static bool IsEmbedded(string voice) => voice.Length > 0 && !voice.StartsWith(SpeechServiceIds.Engine + "/", StringComparison.Ordinal);
}
