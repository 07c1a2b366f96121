using Sapphire.Actors.Models;
using Sapphire.Actors.Models.OpenAi;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Speech;
using Sapphire.Actors.SpeechServices;
using Sapphire.Audio.Engines;
using Sapphire.Audio.Formats;
using Sapphire.Audio.Speech;
using Sapphire.Web.Contracts;
using Sapphire.Web.Hosting;

namespace Sapphire.Web.Speech;

/// <summary>What the Speech dialog asks for and changes. Every change is on disk when its method returns.</summary>
internal sealed class SpeechApi(SettingsStore settings, ModelKeys keys, RoutingSynthesizer synthesizer, ISpeechEngines engines, SpeechExamples examples, SpeechHttpClient http, TimeProvider time)
{
    private const int MaxModel = 200;
    private const int MaxVoices = 1000;
    private const int LongestTest = 500;
    private const int RecognizerRate = 16_000;

    /// <summary>What the test of a recogniser says, and listens for.</summary>
    private const string TestSentence = "What time is it?";

    /// <summary><c>GET /api/speech</c>.</summary>
    public async Task<SpeechView> ViewAsync(CancellationToken cancellationToken)
    {
        SpeechSettings speech = settings.Current.Speech;
        IReadOnlyList<Voice> voices;
        try
        {
            voices = await synthesizer.GetVoicesAsync(cancellationToken);
        }
        catch (SpeechException)
        {
            // No engine works: the list of engines below says why.
            voices = [];
        }

        SpeakSettings speak = speech.Speak;
        return new(
            new(speak.Voice, speak.Rate, speak.Pitch, speak.Volume, speak.When, View(speak.Service, SpeechServiceIds.SpeakKey)),
            new(speech.Listen.Recognizer, View(speech.Listen.Service, SpeechServiceIds.ListenKey)),
            [.. voices.Select(static v => new SpeechVoiceView(v.Id, v.Name, v.Language, v.Engine))],
            [Embedded(EngineNames.Flite, "flite (basic voice, on this machine)", "Clear US English."), Embedded(EngineNames.EspeakNg, "espeak-ng (basic voice, on this machine)", "A hundred languages."), Service(speak.Service)],
            [Embedded(EngineNames.PocketSphinx, "pocketsphinx (basic recogniser, on this machine)", "US English; understands the commands below best."), Service(speech.Listen.Service)],
            examples.Groups);
    }

    /// <summary><c>PUT /api/speech</c>.</summary>
    public Task<SpeechView> PutAsync(SpeechSettingsRequest request, CancellationToken cancellationToken)
    {
        Range(request.Rate, "rate");
        Range(request.Pitch, "pitch");
        Volume(request.Volume);
        string when = OneOf(request.When, "choice of when to speak", SpeechLimits.Whens);
        string recognizer = OneOf(request.Recognizer, "recogniser", SpeechLimits.Recognizers);
        SpeechService speak = Service(request.SpeakService);
        SpeechService listen = Service(request.ListenService) with { Voices = string.Empty };
        if (recognizer == SpeechServiceIds.Engine && listen.Url.Length == 0)
        {
            throw ApiProblem.Bad("The service for listening has no URL.", "Enter its URL, or choose another recogniser.");
        }

        string voice = Line(request.Voice, "voice", MaxModel);
        string? speakKey = Key(request.SpeakService.Key);
        string? listenKey = Key(request.ListenService.Key);
        // First the keys: a crash between the two leaves a key that nothing uses.
        Store(SpeechServiceIds.SpeakKey, speak, speakKey);
        Store(SpeechServiceIds.ListenKey, listen, listenKey);
        settings.Update(s => s with { Speech = new(new(voice, request.Rate, request.Pitch, request.Volume, when, speak), new(recognizer, listen)) });
        return ViewAsync(cancellationToken);
    }

    /// <summary><c>POST /api/speech/test</c>: a WAV file.</summary>
    public async Task<byte[]> TestAsync(SpeechTestRequest request, CancellationToken cancellationToken)
    {
        Range(request.Rate, "rate");
        Range(request.Pitch, "pitch");
        Volume(request.Volume);
        string text = Line(request.Text, "text", LongestTest);
        if (text.Length == 0)
        {
            throw ApiProblem.Bad("There is no text to speak.", "Enter a sentence.");
        }

        string voice = Line(request.Voice, "voice", MaxModel);
        SpeechRequest sentence = new(text, voice, request.Rate, request.Pitch, request.Volume);
        ISpeechSynthesizer speaker = synthesizer;
        if (voice.StartsWith(SpeechServiceIds.Engine + "/", StringComparison.Ordinal))
        {
            // Never the voice that jumps in: the test is to say what is wrong.
            SpeechService service = request.Service is null ? settings.Current.Speech.Speak.Service : Service(request.Service);
            speaker = new OpenAiSynthesizer(http.Http, Endpoint(service, SpeechServiceIds.SpeakKey, request.Service?.Key), [], time);
        }

        SpeechAudio audio = (await speaker.SynthesizeAsync(sentence, cancellationToken)).Audio;
        return WavWriter.Write(audio.Samples.Span, audio.SampleRate);
    }

    /// <summary><c>POST /api/speech/recognizer/test</c>.</summary>
    public async Task<RecognizerTestResult> TestRecognizerAsync(RecognizerTestRequest request, CancellationToken cancellationToken)
    {
        OpenAiRecognizer recognizer = new(http.Http, Endpoint(Service(request.Service), SpeechServiceIds.ListenKey, request.Service.Key), "en", time);
        SpeechAudio audio;
        try
        {
            audio = (await synthesizer.SynthesizeAsync(new(TestSentence, await synthesizer.BestVoiceAsync(cancellationToken)), cancellationToken)).Audio;
        }
        catch (SpeechException e)
        {
            return new(false, $"There is no voice on this machine to ask with. {e.Message} {e.Detail}".Trim(), string.Empty);
        }

        try
        {
            Recognized recognized = await recognizer.RecognizeAsync(SpeechResampler.Resample(audio, RecognizerRate).Samples, cancellationToken);
            return recognized.Text.Length == 0
                ? new(false, "It answered, but understood nothing: choose another model.", string.Empty)
                : new(true, FormattableString.Invariant($"It heard “{recognized.Text}” in {recognized.EngineTime.TotalSeconds:0.0} s."), recognized.Text);
        }
        catch (SpeechException e)
        {
            return new(false, $"{e.Message} {e.Detail}".Trim(), string.Empty);
        }
    }

    private SpeechServiceView View(SpeechService service, string key) => new(service.Url, service.Model, service.Voices, keys.Key(key, service.Url) is not null);

    private SpeechEngineView Embedded(string id, string name, string about) => new(id, name, engines.IsAvailable(id), engines.WhyMissing(id) ?? about);

    private static SpeechEngineView Service(SpeechService service) => service.Url.Length > 0
        ? new(SpeechServiceIds.Engine, "OpenAI-compatible service", true, service.Url)
        : new(SpeechServiceIds.Engine, "OpenAI-compatible service", false, "No service is set: enter its URL.");

    private void Store(string id, SpeechService service, string? key)
    {
        if (key is not null)
        {
            keys.Set(id, service.Url.Length == 0 ? string.Empty : ProviderUrl.Origin(new(service.Url)), service.Url.Length == 0 ? null : key);
        }
    }

    private OpenAiEndpoint Endpoint(SpeechService service, string id, string? given)
    {
        if (service.Url.Length == 0)
        {
            throw ApiProblem.Bad("The service has no URL.", "Enter its URL. An example: http://127.0.0.1:8000/v1.");
        }

        string? key = Key(given);
        return new("The speech service", new(service.Url), service.Model, key ?? keys.Key(id, service.Url));
    }

    private static SpeechService Service(SpeechServiceRequest? request)
    {
        if (request is null)
        {
            throw ApiProblem.Bad("The service is missing.", "Send it, with an empty URL for none.");
        }

        string url = Line(request.Url, "URL", ProviderUrl.MaxLength);
        if (url.Length > 0)
        {
            foreach (string tail in (string[])["/audio/speech", "/audio/transcriptions"])
            {
                url = url.TrimEnd('/').EndsWith(tail, StringComparison.OrdinalIgnoreCase) ? url.TrimEnd('/')[..^tail.Length] : url;
            }

            url = ProviderUrl.TryNormalize(url, out Uri? normal, out string? error) ? ProviderUrl.Text(normal) : throw ApiProblem.Bad("The URL is not valid.", error);
        }

        return new(url, Line(request.Model, "model", MaxModel), Line(request.Voices, "list of voices", MaxVoices));
    }

    private static void Range(double value, string what)
    {
        if (!(value is >= SpeechLimits.LeastRate and <= SpeechLimits.MostRate))
        {
            throw ApiProblem.Bad($"The {what} is not valid.", FormattableString.Invariant($"It is a number from {SpeechLimits.LeastRate} to {SpeechLimits.MostRate}."));
        }
    }

    private static void Volume(double value)
    {
        if (!(value is >= 0 and <= 1))
        {
            throw ApiProblem.Bad("The volume is not valid.", "It is a number from 0 to 1.");
        }
    }

    private static string OneOf(string? text, string what, IReadOnlyList<string> allowed) =>
        text is not null && allowed.Contains(text) ? text : throw ApiProblem.Bad($"The {what} is not valid.", $"It is one of {string.Join(", ", allowed)}.");

    private static string Line(string? text, string what, int limit)
    {
        text = text?.Trim() ?? string.Empty;
        return text.Length > limit ? throw ApiProblem.Bad($"The {what} is too long.", $"It has {text.Length} characters; at most {limit} are taken.")
            : text.Any(char.IsControl) ? throw ApiProblem.Bad($"The {what} holds a control character.", "Write it on one line.")
            : text;
    }

    private static string? Key(string? key)
    {
        key = key?.Trim();
        return key is null ? null
            : key.Length > ModelKeys.MaxLength ? throw ApiProblem.Bad("The key is too long.", $"It has {key.Length} characters; at most {ModelKeys.MaxLength} are taken.")
            : key.Any(static c => c is <= ' ' or > '~') ? throw ApiProblem.Bad("The key holds a character that no key has.", "Copy it again, without blanks and line breaks.")
            : key;
    }
}
