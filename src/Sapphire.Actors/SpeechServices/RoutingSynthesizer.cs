using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Sapphire.Actors.Models.OpenAi;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Speech;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.SpeechServices;

/// <summary>
/// Speaks by the settings of the moment: voices <c>openai/…</c> with the service, all others with the embedded engines. A
/// sentence that the service cannot speak is spoken by the embedded voice, so that nothing is lost; this is told once.
/// Safe for several threads.
/// </summary>
/// <param name="embedded">The engines of this machine.</param>
/// <param name="settings">The settings.</param>
/// <param name="keys">The keys.</param>
/// <param name="http">From <see cref="ModelHttp.CreateClient"/>; not disposed.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">For services that fail.</param>
/// <param name="engines">Says why there is no embedded voice.</param>
/// <param name="inPrivacy">The client for private chats; not disposed. Where not given, the service does not speak them.</param>
public sealed class RoutingSynthesizer(ISpeechSynthesizer embedded, SettingsStore settings, ModelKeys keys, HttpClient http, TimeProvider? time = null, ILogger? logger = null, ISpeechEngines? engines = null, HttpClient? inPrivacy = null) : ISpeechSynthesizer
{
    private SpeechException? _problem;

    /// <summary>Raised once when the service begins to fail, on any thread; the sentences go on in an embedded voice.</summary>
    public event Action<SpeechException>? ServiceFailed;

    /// <summary>Why the service did not speak the last sentence; null when it did.</summary>
    public SpeechException? Problem => Volatile.Read(ref _problem);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Voice>> GetVoicesAsync(CancellationToken cancellationToken)
    {
        SpeechService service = settings.Current.Speech.Speak.Service;
        IReadOnlyList<Voice> voices = await embedded.GetVoicesAsync(cancellationToken);
        return service.Url.Length == 0 ? voices : [.. voices, .. await Service(service).GetVoicesAsync(cancellationToken)];
    }

    /// <inheritdoc/>
    public async Task<SynthesizedSpeech> SynthesizeAsync(SpeechRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!IsService(request.Voice))
        {
            return await embedded.SynthesizeAsync(request.Voice.Length > 0 ? request : request with { Voice = await BestVoiceAsync(cancellationToken) }, cancellationToken);
        }

        SpeechService service = settings.Current.Speech.Speak.Service;
        try
        {
            SynthesizedSpeech speech = service.Url.Length == 0
                ? throw new SpeechException("unavailable", $"The voice {request.Voice} belongs to a service, and none is set.", "Enter its URL in the Speech dialog, or choose another voice.")
                : !request.Private ? await Service(service).SynthesizeAsync(request, cancellationToken)
                : inPrivacy is not null ? await Service(service, inPrivacy).SynthesizeAsync(request, cancellationToken)
                : throw new SpeechException("blocked", "This chat is private: the speech service is not asked.", "Choose a voice of this machine in the Speech dialog.");
            Volatile.Write(ref _problem, null);
            return speech;
        }
        catch (SpeechException e)
        {
            string voice;
            try
            {
                voice = await InsteadOfServiceAsync(cancellationToken);
            }
            catch (SpeechException)
            {
                // There is no embedded voice: the service's own error says more.
                ExceptionDispatchInfo.Throw(e);
                throw;
            }

            SpeechException? before = Interlocked.Exchange(ref _problem, e);
            if (before is null || before.Message != e.Message)
            {
                logger?.LogWarning("The speech service failed, an embedded voice speaks: {Problem} {Detail}", e.Message, e.Detail);
                ServiceFailed?.Invoke(e);
            }

            return await embedded.SynthesizeAsync(request with { Voice = voice }, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task WarmAsync(string voice, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(voice);
        try
        {
            await embedded.WarmAsync(voice.Length > 0 && !IsService(voice) ? voice : await BestVoiceAsync(cancellationToken), cancellationToken);
        }
        catch (SpeechException)
        {
            // The first sentence will say so.
        }
    }

    /// <summary>The voice that an empty setting stands for: flite's slt, else American English of espeak-ng, else any.</summary>
    /// <exception cref="SpeechException">There is none.</exception>
    public Task<string> BestVoiceAsync(CancellationToken cancellationToken) => BestVoice.FindAsync(embedded, engines, cancellationToken);

    // The home's own voice where it has one: that of a chat's service may be another than the home's.
    private async Task<string> InsteadOfServiceAsync(CancellationToken cancellationToken)
    {
        string home = settings.Current.Speech.Speak.Voice;
        bool there = home.Contains('/', StringComparison.Ordinal) && !IsService(home)
            && (await embedded.GetVoicesAsync(home[..home.IndexOf('/', StringComparison.Ordinal)], cancellationToken)).Any(voice => voice.Id == home);
        return there ? home : await BestVoiceAsync(cancellationToken);
    }

    private static bool IsService(string voice) => voice.StartsWith(SpeechServiceIds.Engine + "/", StringComparison.Ordinal);

    private OpenAiSynthesizer Service(SpeechService service, HttpClient? client = null) =>
        new(client ?? http, new("The speech service", new(service.Url), service.Model, keys.Key(SpeechServiceIds.SpeakKey, service.Url)), SpeechServiceIds.Voices(service), time);
}
