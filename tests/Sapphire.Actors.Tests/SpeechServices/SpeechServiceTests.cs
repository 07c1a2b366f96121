using System.Net;
using System.Threading.Channels;
using Sapphire.Actors.Models.OpenAi;
using Sapphire.Actors.Privacy;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Speech;
using Sapphire.Actors.SpeechServices;
using Sapphire.Actors.Tests.Settings;
using Sapphire.Audio.Formats;
using Sapphire.Audio.Speech;
using Sapphire.ScriptedProvider;

namespace Sapphire.Actors.Tests.SpeechServices;

/// <summary>Against a real HTTP server that answers as told.</summary>
public sealed class SpeechServiceTests : IAsyncLifetime
{
    private const string SpeechPath = "/v1/audio/speech";
    private const string TranscriptionPath = "/v1/audio/transcriptions";

    private static readonly short[] Tone = [.. Enumerable.Range(0, 4800).Select(i => (short)(8000 * Math.Sin(i / 10.0)))];

    private readonly HttpClient _http = ModelHttp.CreateClient();
    private readonly TempFolder _folder = new();
    private ScriptedServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private OpenAiEndpoint Endpoint => new("The speech service", new(_server.Url), "tts-1", "sk-secret");

    public async ValueTask InitializeAsync() => _server = await ScriptedServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Speaks_a_sentence()
    {
        _server.Pages[SpeechPath] = Answer.Bytes(WavWriter.Write(Tone, 22050)).As("audio/wav");
        SynthesizedSpeech speech = await Synthesizer().SynthesizeAsync(new("Hello “you”.", "openai/alloy", 1.5), Cancel);
        speech.Audio.SampleRate.ShouldBe(22050);
        speech.Audio.Samples.ToArray().ShouldBe(Tone);
        RecordedRequest request = _server.Requests.Single();
        request.Headers["Authorization"].ShouldBe("Bearer sk-secret");
        request.Json.GetProperty("model").GetString().ShouldBe("tts-1");
        request.Json.GetProperty("voice").GetString().ShouldBe("alloy");
        request.Json.GetProperty("input").GetString().ShouldBe("Hello “you”.");
        request.Json.GetProperty("speed").GetDouble().ShouldBe(1.5);
        request.Json.GetProperty("response_format").GetString().ShouldBe("wav");
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(0xFFFFFFFFu)]
    [InlineData(0x7FFFFFFFu)]
    public async Task Header_of_a_stream_is_not_trusted(uint length)
    {
        byte[] wav = WavWriter.Write(Tone, 24000);
        BitConverter.GetBytes(length).CopyTo(wav, 4);
        BitConverter.GetBytes(length).CopyTo(wav, 40);
        _server.Pages[SpeechPath] = Answer.Bytes(wav).SplitEvery(777).As("application/octet-stream");
        (await Synthesizer().SynthesizeAsync(new("Hello.", "openai/alloy"), Cancel)).Audio.Samples.ToArray().ShouldBe(Tone);
    }

    [Theory]
    [InlineData("audio/pcm", 24000)]
    [InlineData("audio/L16; rate=16000", 16000)]
    public async Task Raw_samples_are_read(string type, int rate)
    {
        _server.Pages[SpeechPath] = Answer.Bytes(WavWriter.Write(Tone, 24000)[44..]).As(type);
        SpeechAudio audio = (await Synthesizer().SynthesizeAsync(new("Hello.", "openai/alloy", Volume: 0.5), Cancel)).Audio;
        audio.SampleRate.ShouldBe(rate);
        audio.Samples.ToArray().ShouldBe(Tone.Select(s => (short)Math.Round(s * 0.5)));
    }

    [Theory]
    [InlineData(401, "", "refused", "It refuses the key")]
    [InlineData(404, "", "service", "it often ends in /v1")]
    [InlineData(404, "model not found", "service", "does not know the model")]
    [InlineData(400, "", "bad-request", "does not accept the model")]
    [InlineData(429, "", "service", "Try again in a minute")]
    [InlineData(500, "sk-secret", "service", "that server's log")]
    [InlineData(307, "", "service", "sends on to another address")]
    public async Task Error_status_says_what_to_do(int status, string message, string code, string detail)
    {
        _server.Pages[SpeechPath] = Answer.Error(status, message).Header("Location", "http://127.0.0.1:1/");
        SpeechException e = await Should.ThrowAsync<SpeechException>(Synthesizer().SynthesizeAsync(new("Hello.", "openai/alloy"), Cancel));
        e.Code.ShouldBe(code);
        e.Message.ShouldContain(status.ToString());
        e.Detail.ShouldContain(detail);
        e.ToString().ShouldNotContain("sk-secret");
    }

    [Theory]
    [InlineData("<html>", "text/html", "a web page")]
    [InlineData("{\"x\":1}", "application/json", "JSON")]
    [InlineData("", "audio/wav", "nothing")]
    [InlineData("ID3xxxxxxxx", "audio/mpeg", "MP3")]
    [InlineData("RIFFxxxxWAVE", "audio/wav", "cannot be read")]
    public async Task What_is_no_sound_is_told(string body, string type, string what)
    {
        _server.Pages[SpeechPath] = Answer.Raw(body).As(type);
        (await Should.ThrowAsync<SpeechException>(Synthesizer().SynthesizeAsync(new("Hello.", "openai/alloy"), Cancel))).Message.ShouldContain(what);
    }

    [Fact]
    public async Task Broken_slow_and_missing_servers_are_told()
    {
        byte[] wav = WavWriter.Write(Tone, 24000);
        _server.Pages[SpeechPath] = Answer.Bytes(wav[..2000]).As("audio/wav").Cut();
        (await Should.ThrowAsync<SpeechException>(Synthesizer().SynthesizeAsync(new("Hello.", "openai/alloy"), Cancel))).Message.ShouldContain("broke");
        _server.Pages[SpeechPath] = Answer.Bytes(wav[..2000]).As("audio/wav").Stall();
        OpenAiSynthesizer slow = new(_http, Endpoint, ["alloy"], null, new() { Synthesis = TimeSpan.FromMilliseconds(300) });
        (await Should.ThrowAsync<SpeechException>(slow.SynthesizeAsync(new("Hello.", "openai/alloy"), Cancel))).Code.ShouldBe("timeout");
        _server.Pages[SpeechPath] = Answer.Bytes(wav).As("audio/wav");
        OpenAiSynthesizer small = new(_http, Endpoint, ["alloy"], null, new() { MaxAudio = 1000 });
        (await Should.ThrowAsync<SpeechException>(small.SynthesizeAsync(new("Hello.", "openai/alloy"), Cancel))).Message.ShouldContain("sent more than");
        OpenAiSynthesizer none = new(_http, Endpoint with { BaseUrl = new("http://127.0.0.1:1/v1") }, ["alloy"]);
        SpeechException e = await Should.ThrowAsync<SpeechException>(none.SynthesizeAsync(new("Hello.", "openai/alloy"), Cancel));
        e.Message.ShouldBe("The speech service at http://127.0.0.1:1/v1 is not running.");
        e.Detail.ShouldStartWith("Start it");
    }

    [Theory]
    [InlineData("{\"text\":\" What time is it? \"}", "application/json", "What time is it?")]
    [InlineData("{\"text\":\"Hi\",\"usage\":{}}", "text/plain", "Hi")]
    [InlineData("Plain words\n", "text/plain", "Plain words")]
    [InlineData("{\"text\":\"\"}", "application/json", "")]
    public async Task Recognises_an_utterance(string body, string type, string text)
    {
        _server.Pages[TranscriptionPath] = Answer.Raw(body).SplitEvery(3).As(type);
        await using IRecognition recognition = new OpenAiRecognizer(_http, Endpoint, "en").Start();
        await recognition.WriteAsync(Tone.AsMemory(0, 1000), Cancel);
        await recognition.WriteAsync(Tone.AsMemory(1000), Cancel);
        Recognized recognized = await recognition.FinishAsync(Cancel);
        recognized.Text.ShouldBe(text);
        recognized.By.ShouldBe(text.Length == 0 ? RecognizedBy.Nothing : RecognizedBy.Service);
        recognized.Audio.ShouldBe(TimeSpan.FromSeconds(0.3));
        RecordedRequest request = _server.Requests.Single();
        request.Headers["Content-Type"].ShouldStartWith("multipart/form-data");
        request.Body.ShouldContain("RIFF");
        request.Body.ShouldContain("tts-1");
        request.Body.ShouldContain("name=language");
    }

    [Theory]
    [InlineData("<html>", "a web page")]
    [InlineData("{\"error\":{}}", "JSON without a text")]
    [InlineData("{\"text\":", "broken JSON")]
    [InlineData("", "nothing")]
    public async Task What_is_no_transcript_is_told(string body, string what)
    {
        _server.Pages[TranscriptionPath] = Answer.Raw(body).As("application/json");
        (await Should.ThrowAsync<SpeechException>(new OpenAiRecognizer(_http, Endpoint).RecognizeAsync(Tone, Cancel))).Message.ShouldContain(what);
    }

    [Fact]
    public async Task Failing_service_is_replaced_by_an_embedded_voice_and_told_once()
    {
        using SettingsStore settings = Settings("openai");
        ModelKeys keys = new(_folder.Path);
        keys.Set(SpeechServiceIds.SpeakKey, _server.Root, "sk-mine");
        Embedded embedded = new();
        RoutingSynthesizer router = new(embedded, settings, keys, _http);
        List<SpeechException> problems = [];
        router.ServiceFailed += problems.Add;
        (await router.GetVoicesAsync(Cancel)).Select(v => v.Id).ShouldBe(["espeak-ng/de", "flite/slt", "openai/alloy", "openai/echo"]);

        _server.Pages[SpeechPath] = Answer.Bytes(WavWriter.Write(Tone, 24000)).As("audio/wav");
        (await router.SynthesizeAsync(new("One.", "openai/alloy"), Cancel)).Audio.Samples.Length.ShouldBe(Tone.Length);
        _server.Requests[^1].Headers["Authorization"].ShouldBe("Bearer sk-mine");
        _server.Pages[SpeechPath] = Answer.Error(500);
        await router.SynthesizeAsync(new("Two.", "openai/alloy"), Cancel);
        await router.SynthesizeAsync(new("Three.", "openai/alloy"), Cancel);
        await router.SynthesizeAsync(new("Four.", ""), Cancel);
        embedded.Spoken.ShouldBe(["flite/slt: Two.", "flite/slt: Three.", "flite/slt: Four."]);
        problems.Count.ShouldBe(1);
        router.Problem.ShouldNotBeNull();
        _server.Pages[SpeechPath] = Answer.Bytes(WavWriter.Write(Tone, 24000)).As("audio/wav");
        await router.SynthesizeAsync(new("Five.", "openai/alloy"), Cancel);
        router.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Failing_recogniser_leaves_commands_to_the_embedded_one()
    {
        using SettingsStore settings = Settings("auto");
        Embedded embedded = new() { By = RecognizedBy.Grammar };
        RoutingRecognizer router = new(embedded, settings, new(_folder.Path), _http);
        _server.Pages[TranscriptionPath] = Answer.Json("{\"text\":\"from afar\"}");
        (await HearAsync(router)).Text.ShouldBe("from afar");
        _server.Pages[TranscriptionPath] = Answer.Error(500);
        (await HearAsync(router)).Text.ShouldBe("heard 4800");
        embedded.By = RecognizedBy.Open;
        (await Should.ThrowAsync<SpeechException>(HearAsync(router))).Message.ShouldContain("500");
        settings.Update(s => s with { Speech = s.Speech with { Listen = s.Speech.Listen with { Recognizer = "pocketsphinx" } } });
        (await HearAsync(router)).Text.ShouldBe("heard 4800");
    }

    [Fact]
    public async Task What_a_private_chat_says_and_hears_is_not_sent_to_a_service_far_away()
    {
        OutboundGate gate = new(null, static (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
        using HttpClient open = gate.CreateClient();
        using HttpClient closed = gate.CreateClient(inPrivacy: true);
        using SettingsStore settings = Settings("openai", $"http://speech.example:{_server.Port}/v1");
        Embedded embedded = new() { By = RecognizedBy.Open };
        RoutingSynthesizer speaks = new(embedded, settings, new(_folder.Path), open, inPrivacy: closed);
        _server.Pages[SpeechPath] = Answer.Bytes(WavWriter.Write(Tone, 24000)).As("audio/wav");
        await speaks.SynthesizeAsync(new("Aloud.", "openai/alloy"), Cancel);
        _server.Requests.Count.ShouldBe(1);
        await speaks.SynthesizeAsync(new("Secret.", "openai/alloy") { Private = true }, Cancel);
        embedded.Spoken.ShouldBe(["flite/slt: Secret."]);
        speaks.Problem.ShouldNotBeNull().Message.ShouldBe("This chat is private: speech.example is not asked.");

        RoutingRecognizer hears = new(embedded, settings, new(_folder.Path), open, inPrivacy: closed);
        _server.Pages[TranscriptionPath] = Answer.Json("{\"text\":\"from afar\"}");
        (await HearAsync(hears)).Text.ShouldBe("from afar");
        _server.Requests.Count.ShouldBe(2);
        await using IRecognition recognition = hears.Start(static _ => ValueTask.FromResult(true));
        await recognition.WriteAsync(Tone, Cancel);
        (await Should.ThrowAsync<SpeechException>(() => recognition.FinishAsync(Cancel))).Message.ShouldBe("This chat is private: speech.example is not asked.");
        _server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_usual_voice_is_found_without_asking_other_engines()
    {
        using SettingsStore settings = Settings("auto");
        Embedded embedded = new();
        RoutingSynthesizer router = new(embedded, settings, new(_folder.Path), _http);
        await router.SynthesizeAsync(new("One.", ""), Cancel);
        await router.WarmAsync("", Cancel);
        embedded.Asked.ShouldBe(["flite", "flite"]);
    }

    [Theory]
    [InlineData("", "auto", false, "", null, null)]
    [InlineData("", "auto", false, "flite", null, null)]
    [InlineData("", "auto", false, "flite espeak-ng pocketsphinx", "pocketsphinx is missing.", "flite is missing.")]
    [InlineData("flite/slt", "auto", false, "flite", null, "flite is missing.")]
    [InlineData("espeak-ng/de", "auto", false, "flite", null, null)]
    [InlineData("openai/alloy", "auto", false, "flite espeak-ng", null, "flite is missing.")]
    [InlineData("openai/alloy", "auto", true, "flite espeak-ng pocketsphinx", null, null)]
    [InlineData("", "auto", true, "flite espeak-ng", null, "flite is missing.")]
    [InlineData("", "pocketsphinx", true, "pocketsphinx", "pocketsphinx is missing.", null)]
    [InlineData("", "openai", true, "pocketsphinx", null, null)]
    [InlineData("", "openai", false, "", "The speech service is chosen for listening, and none is set. Enter its URL in the Speech dialog, or choose another recogniser there.", null)]
    public void What_cannot_be_used_is_told_by_the_settings_of_the_moment(string voice, string recognizer, bool service, string missing, string? listen, string? speak)
    {
        using SettingsStore settings = new(Path.Combine(_folder.Path, "settings.json"));
        SpeechEngines engines = new();
        SpeechAvailability availability = new(engines, settings);
        foreach (string engine in missing.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            engines.Set(engine, $"{engine} is missing.");
        }

        SpeechService set = service ? new(_server.Url, "m", "alloy") : SpeechService.None;
        settings.Update(s => s with { Speech = new(SpeakSettings.Default with { Voice = voice, Service = set }, new(recognizer, set)) });
        availability.ListenProblem?.Detail.ShouldBe(listen);
        availability.SpeakProblem?.Detail.ShouldBe(speak);
        (availability.ListenProblem is null, availability.SpeakProblem is null).ShouldBe((listen is null, speak is null));
    }

    private static async Task<Recognized> HearAsync(RoutingRecognizer recognizer)
    {
        await using IRecognition recognition = recognizer.Start();
        await recognition.WriteAsync(Tone, Cancel);
        return await recognition.FinishAsync(Cancel);
    }

    private SettingsStore Settings(string recognizer, string? url = null)
    {
        url ??= _server.Url;
        SettingsStore settings = new(Path.Combine(_folder.Path, "settings.json"));
        settings.Update(s => s with
        {
            Speech = new(SpeakSettings.Default with { Service = new(url, "tts-1", "alloy, echo") }, new(recognizer, new(url, "whisper-1", ""))),
        });
        return settings;
    }

    private OpenAiSynthesizer Synthesizer() => new(_http, Endpoint, ["alloy"]);

    /// <summary>Stands for the engines of this machine.</summary>
    private sealed class Embedded : ISpeechSynthesizer, ISpeechRecognizer
    {
        public List<string> Spoken { get; } = [];

        public RecognizedBy By { get; set; }

        /// <summary>The engines whose voices were asked for; "all" for all.</summary>
        public List<string> Asked { get; } = [];

        public Task<IReadOnlyList<Voice>> GetVoicesAsync(CancellationToken cancellationToken)
        {
            Asked.Add("all");
            return Task.FromResult<IReadOnlyList<Voice>>([new("espeak-ng/de", "de", "de", "espeak-ng"), new("flite/slt", "Slt", "en-US", "flite")]);
        }

        public Task<IReadOnlyList<Voice>> GetVoicesAsync(string engine, CancellationToken cancellationToken)
        {
            Asked.Add(engine);
            return Task.FromResult<IReadOnlyList<Voice>>(engine == "flite" ? [new("flite/slt", "Slt", "en-US", "flite")] : []);
        }

        public Task<SynthesizedSpeech> SynthesizeAsync(SpeechRequest request, CancellationToken cancellationToken)
        {
            Spoken.Add($"{request.Voice}: {request.Text}");
            return Task.FromResult(new SynthesizedSpeech(new(16000, new short[10]), TimeSpan.Zero));
        }

        public Task WarmAsync(string voice, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task WarmAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public IRecognition Start() => new Recognition(this);

        private sealed class Recognition(Embedded owner) : IRecognition
        {
            private int _count;

            public ChannelReader<string> Partials { get; } = Channel.CreateBounded<string>(1).Reader;

            public ValueTask WriteAsync(ReadOnlyMemory<short> samples, CancellationToken cancellationToken)
            {
                _count += samples.Length;
                return ValueTask.CompletedTask;
            }

            public Task<Recognized> FinishAsync(CancellationToken cancellationToken) =>
                Task.FromResult(new Recognized($"heard {_count}", owner.By, null, null, TimeSpan.Zero, TimeSpan.Zero));

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
