using System.Collections.Immutable;
using Sapphire.Audio.Speech;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Speech;

/// <summary>The embedded synthesizers. The part of a voice's id before the slash chooses the engine.</summary>
public sealed class WorkerSynthesizer : ISpeechSynthesizer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SpeechPools _pools;
    private readonly ImmutableArray<string> _engines;
    private readonly JobLimits _limits;

    internal WorkerSynthesizer(SpeechPools pools, ImmutableArray<string> engines, JobLimits limits)
    {
        _pools = pools;
        _engines = engines;
        _limits = limits;
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<Voice>> GetVoicesAsync(CancellationToken cancellationToken) =>
        [.. (await Task.WhenAll(_engines.Select(engine => GetVoicesAsync(engine, cancellationToken)))).SelectMany(voices => voices)];

    /// <inheritdoc />
    public async Task<IReadOnlyList<Voice>> GetVoicesAsync(string engine, CancellationToken cancellationToken)
    {
        if (!_engines.Contains(engine, StringComparer.Ordinal)) return [];
        try
        {
            return (await _pools.Of(engine).Ask<EngineVoices>(new GetVoices(engine), Patience, cancellationToken)).Voices;
        }
        catch (AskTimeoutException)
        {
            // As good as missing; whoever speaks with it is told why it does not start.
            return [];
        }
    }

    /// <inheritdoc />
    public Task<SynthesizedSpeech> SynthesizeAsync(SpeechRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Text.Length > SpeechRequest.MaxText)
        {
            throw new SpeechException("too-long", $"A sentence of {request.Text.Length} characters is too long to speak.", $"At most {SpeechRequest.MaxText} are allowed.");
        }

        return _pools.DoAsync(EngineOf(request.Voice), new SynthesisJob(request, _limits), cancellationToken);
    }

    /// <inheritdoc />
    public async Task WarmAsync(string voice, CancellationToken cancellationToken)
    {
        try
        {
            await _pools.DoAsync(EngineOf(voice), new WarmJob(voice, _limits), cancellationToken);
        }
        catch (SpeechException)
        {
            // By contract: the first sentence reports it.
        }
    }

    private string EngineOf(string voice)
    {
        int slash = voice.IndexOf('/', StringComparison.Ordinal);
        string engine = slash < 0 ? voice : voice[..slash];
        return _engines.Contains(engine, StringComparer.Ordinal)
            ? engine
            : throw new SpeechException("bad-request", $"There is no voice {voice}.", $"Voices begin with {string.Join(" or ", _engines.Select(one => one + "/"))}.");
    }
}
