using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Sapphire.Actors.Settings;
using Sapphire.Audio.Formats;
using Sapphire.Audio.Speech;
using Sapphire.Persistence.Files;
using Sapphire.ScriptedProvider;
using Sapphire.Web.Contracts;
using Sapphire.Web.Speech;

namespace Sapphire.Web.Tests.Speech;

/// <summary>The routes of the Speech dialog, over real HTTP.</summary>
public sealed class SpeechEndpointsTests : IAsyncLifetime
{
    private const string Key = "sk-very-secret";

    private static readonly SpeechServiceRequest NoService = new("", "", "", null);

    private readonly string _folder = Directory.CreateTempSubdirectory("sapphire-test-").FullName;
    private HomeFolder _home = null!;
    private WebApplication _app = null!;
    private ScriptedServer _server = null!;
    private HttpClient _http = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _home = HomeFolder.Resolve(_folder);
        _home.Create();
        _server = await ScriptedServer.StartAsync();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static k => k.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(new SettingsStore(_home.SettingsFile));
        builder.Services.AddSingleton(new ModelKeys(_home.SecretsFolder));
        builder.Services.AddSpeech(static _ => new Embedded(), static _ => new Embedded(), static _ => new([new("Time", ["What time is it?"])]));
        _app = builder.Build();
        _app.MapSpeech();
        await _app.StartAsync(Cancel);
        _http = new() { BaseAddress = new(_app.Urls.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Settings_are_shown_and_changed()
    {
        SpeechView first = (await _http.GetFromJsonAsync<SpeechView>("/api/speech", Cancel))!;
        first.Speak.When.ShouldBe("spoken");
        first.Listen.Recognizer.ShouldBe("auto");
        first.Voices.Select(v => v.Id).ShouldBe(["flite/slt"]);
        first.Synthesizers.Select(e => (e.Id, e.Available)).ShouldBe([("flite", true), ("espeak-ng", true), ("openai", false)]);
        first.Recognizers.Select(e => (e.Id, e.Available)).ShouldBe([("pocketsphinx", true), ("openai", false)]);
        first.Understands.Single().Examples.ShouldBe(["What time is it?"]);

        SpeechView changed = await PutAsync(Request() with { SpeakService = new(_server.Url + "/audio/speech", "tts-1", "alloy", Key) });
        changed.Speak.ShouldBe(new("openai/alloy", 1.5, 1, 0.5, "always", new(_server.Url, "tts-1", "alloy", true)));
        changed.Voices.Select(v => v.Id).ShouldBe(["flite/slt", "openai/alloy"]);
        (await File.ReadAllTextAsync(_home.SettingsFile, Cancel)).ShouldNotContain(Key);
        (await PutAsync(Request() with { SpeakService = new(_server.Url, "tts-1", "alloy", null) })).Speak.Service.HasKey.ShouldBeTrue();
        (await PutAsync(Request() with { SpeakService = new("http://127.0.0.1:1", "tts-1", "alloy", null) })).Speak.Service.HasKey.ShouldBeFalse();
        (await PutAsync(Request() with { SpeakService = new(_server.Url, "tts-1", "alloy", "") })).Speak.Service.HasKey.ShouldBeFalse();
    }

    [Fact]
    public async Task Wrong_values_are_refused()
    {
        (await RefusedAsync("", Request() with { Rate = 3 }, HttpMethod.Put)).ShouldContain("rate");
        (await RefusedAsync("", Request() with { Volume = 2 }, HttpMethod.Put)).ShouldContain("volume");
        (await RefusedAsync("", Request() with { When = "maybe" }, HttpMethod.Put)).ShouldContain("spoken, always, never");
        (await RefusedAsync("", Request() with { Recognizer = "ears" }, HttpMethod.Put)).ShouldContain("recogniser");
        (await RefusedAsync("", Request() with { Recognizer = "openai" }, HttpMethod.Put)).ShouldContain("no URL");
        (await RefusedAsync("", Request() with { SpeakService = new("ftp://x", "", "", null) }, HttpMethod.Put)).ShouldContain("URL");
        (await RefusedAsync("", Request() with { SpeakService = new(_server.Url, "", "", "a b") }, HttpMethod.Put)).ShouldContain("key");
        (await RefusedAsync("/test", new SpeechTestRequest(" ", "", 1, 1, 1, null), HttpMethod.Post)).ShouldContain("no text");
        using HttpResponseMessage broken = await _http.PutAsync("/api/speech", new StringContent("{", null, "application/json"), Cancel);
        broken.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Voice_is_tested_with_settings_that_are_not_stored()
    {
        using HttpResponseMessage own = await _http.PostAsJsonAsync("/api/speech/test", new SpeechTestRequest("Hello.", "", 1, 1, 1, null), Cancel);
        own.Content.Headers.ContentType!.MediaType.ShouldBe("audio/wav");
        WavReader.Read(await own.Content.ReadAsByteArrayAsync(Cancel)).Samples.Length.ShouldBe(220);

        _server.Pages["/v1/audio/speech"] = Answer.Bytes(WavWriter.Write(new short[500], 24000)).As("audio/wav");
        SpeechTestRequest request = new("Hello.", "openai/alloy", 1, 1, 1, new(_server.Url, "tts-1", "alloy", Key));
        using HttpResponseMessage far = await _http.PostAsJsonAsync("/api/speech/test", request, Cancel);
        WavReader.Read(await far.Content.ReadAsByteArrayAsync(Cancel)).SampleRate.ShouldBe(24000);
        _server.Requests[^1].Headers["Authorization"].ShouldBe("Bearer " + Key);

        _server.Pages["/v1/audio/speech"] = Answer.Error(401);
        using HttpResponseMessage refused = await _http.PostAsJsonAsync("/api/speech/test", request, Cancel);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        refused.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await refused.Content.ReadAsStringAsync(Cancel)).ShouldContain("It refuses the key");
    }

    [Fact]
    public async Task Recogniser_is_tested_with_a_spoken_sentence()
    {
        _server.Pages["/v1/audio/transcriptions"] = Answer.Json("{\"text\":\"What time is it?\"}");
        RecognizerTestResult good = await TestAsync(_server.Url);
        good.Ok.ShouldBeTrue(good.Message);
        good.Text.ShouldBe("What time is it?");
        _server.Pages["/v1/audio/transcriptions"] = Answer.Json("{\"text\":\"\"}");
        (await TestAsync(_server.Url)).Ok.ShouldBeFalse();
        RecognizerTestResult bad = await TestAsync("http://127.0.0.1:1");
        bad.Ok.ShouldBeFalse();
        bad.Message.ShouldContain("is not running");
    }

    [Theory]
    [InlineData("busy", HttpStatusCode.ServiceUnavailable)]
    [InlineData("unavailable", HttpStatusCode.ServiceUnavailable)]
    [InlineData("timeout", HttpStatusCode.GatewayTimeout)]
    [InlineData("too-long", HttpStatusCode.BadRequest)]
    [InlineData("bad-audio", HttpStatusCode.BadGateway)]
    public async Task What_goes_wrong_has_its_status(string code, HttpStatusCode status)
    {
        using HttpResponseMessage response = await _http.PostAsJsonAsync("/api/speech/test", new SpeechTestRequest("!" + code, "", 1, 1, 1, null), Cancel);
        response.StatusCode.ShouldBe(status);
        (await response.Content.ReadAsStringAsync(Cancel)).ShouldContain("Do something else.");
    }

    private static SpeechSettingsRequest Request() => new("openai/alloy", 1.5, 1, 0.5, "always", NoService, "auto", NoService);

    private async Task<RecognizerTestResult> TestAsync(string url)
    {
        using HttpResponseMessage response = await _http.PostAsJsonAsync("/api/speech/recognizer/test", new RecognizerTestRequest(new(url, "whisper-1", "", null)), Cancel);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await response.Content.ReadFromJsonAsync<RecognizerTestResult>(Cancel))!;
    }

    private async Task<SpeechView> PutAsync(SpeechSettingsRequest request)
    {
        using HttpResponseMessage response = await _http.PutAsJsonAsync("/api/speech", request, Cancel);
        string text = await response.Content.ReadAsStringAsync(Cancel);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        text.ShouldNotContain(Key);
        return JsonSerializer.Deserialize<SpeechView>(text, JsonSerializerOptions.Web)!;
    }

    private async Task<string> RefusedAsync<T>(string path, T body, HttpMethod method)
    {
        using HttpRequestMessage request = new(method, "/api/speech" + path) { Content = JsonContent.Create(body) };
        using HttpResponseMessage response = await _http.SendAsync(request, Cancel);
        string text = await response.Content.ReadAsStringAsync(Cancel);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, text);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        return text;
    }

    /// <summary>Stands for the engines of this machine.</summary>
    private sealed class Embedded : ISpeechSynthesizer, ISpeechRecognizer
    {
        public Task<IReadOnlyList<Voice>> GetVoicesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Voice>>([new("flite/slt", "Slt", "en-US", "flite")]);

        public Task<SynthesizedSpeech> SynthesizeAsync(SpeechRequest request, CancellationToken cancellationToken) =>
            request.Text.StartsWith('!')
                ? Task.FromException<SynthesizedSpeech>(new SpeechException(request.Text[1..], "It went wrong.", "Do something else."))
                : Task.FromResult(new SynthesizedSpeech(new(22050, new short[220]), TimeSpan.Zero));

        public Task WarmAsync(string voice, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task WarmAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public IRecognition Start() => new Silent();

        private sealed class Silent : IRecognition
        {
            public ChannelReader<string> Partials { get; } = Channel.CreateBounded<string>(1).Reader;

            public ValueTask WriteAsync(ReadOnlyMemory<short> samples, CancellationToken cancellationToken) => ValueTask.CompletedTask;

            public Task<Recognized> FinishAsync(CancellationToken cancellationToken) => Task.FromResult(new Recognized("", RecognizedBy.Nothing, null, null, TimeSpan.Zero, TimeSpan.Zero));

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
