using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Sapphire.Actors.Models;
using Sapphire.Persistence.Files;
using Sapphire.ScriptedProvider;
using Sapphire.Web.Contracts;
using Sapphire.Web.Models;

namespace Sapphire.Web.Tests.Models;

/// <summary>The routes of the Models dialog, over real HTTP.</summary>
public sealed class ModelsEndpointsTests : IAsyncLifetime
{
    private const string Key = "sk-very-secret";

    private readonly string _folder = Directory.CreateTempSubdirectory("sapphire-test-").FullName;
    private HomeFolder _home = null!;
    private WebApplication _app = null!;
    private ScriptedServer _model = null!;
    private HttpClient _http = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _home = HomeFolder.Resolve(_folder);
        _home.Create();
        _model = await ScriptedServer.StartAsync();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static k => k.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(_home).AddModels(static _ => new BuiltIn(), new() { ScanPorts = [_model.Port] });
        _app = builder.Build();
        _app.MapModels();
        await _app.StartAsync(Cancel);
        _http = new() { BaseAddress = new(_app.Urls.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        await _model.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<T> SendAsync<T>(HttpMethod method, string path, object? body = null)
    {
        using HttpRequestMessage request = new(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using HttpResponseMessage response = await _http.SendAsync(request, Cancel);
        string text = await response.Content.ReadAsStringAsync(Cancel);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        text.ShouldNotContain(Key);
        return JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)!;
    }

    private async Task<string> RefusedAsync(HttpStatusCode status, HttpMethod method, string path, object? body)
    {
        using HttpRequestMessage request = new(method, path) { Content = body is HttpContent content ? content : body is null ? null : JsonContent.Create(body) };
        using HttpResponseMessage response = await _http.SendAsync(request, Cancel);
        string text = await response.Content.ReadAsStringAsync(Cancel);
        response.StatusCode.ShouldBe(status, text);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        text.ShouldNotContain(Key);
        using JsonDocument problem = JsonDocument.Parse(text);
        return problem.RootElement.GetProperty("title").GetString() + " " + problem.RootElement.GetProperty("detail").GetString();
    }

    private ProviderRequest Request(string? key = null, string name = "Mine", string? model = null, string? url = null) => new(name, url ?? _model.Root, model, true, key);

    private Task<ModelsView> PutAsync(string id, ProviderRequest request) => SendAsync<ModelsView>(HttpMethod.Put, "/api/models/providers/" + id, request);

    [Fact]
    public async Task A_provider_is_added_changed_and_deleted()
    {
        (await SendAsync<ModelsView>(HttpMethod.Get, "/api/models")).ShouldSatisfyAllConditions(v => v.Selection.ShouldBe("auto"), v => v.Providers.ShouldBeEmpty());
        ProviderView added = (await PutAsync("mine", Request(Key))).Providers.Single();
        (added.Id, added.Name, added.Url, added.Enabled, added.HasKey).ShouldBe(("mine", "Mine", _model.Url, true, true));
        (await File.ReadAllTextAsync(_home.SettingsFile, Cancel)).ShouldNotContain(Key);
        (await File.ReadAllTextAsync(Path.Combine(_home.SecretsFolder, "model-keys.json"), Cancel)).ShouldContain(Key);

        // Null keeps the key, empty deletes it.
        (await PutAsync("mine", Request(name: "New"))).Providers.Single().ShouldSatisfyAllConditions(p => p.Name.ShouldBe("New"), p => p.HasKey.ShouldBeTrue());
        (await PutAsync("mine", Request(""))).Providers.Single().HasKey.ShouldBeFalse();
        (await SendAsync<ModelsView>(HttpMethod.Delete, "/api/models/providers/mine")).Providers.ShouldBeEmpty();
        (await RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Delete, "/api/models/providers/mine", null)).ShouldContain("no such provider");
    }

    [Fact]
    public async Task Health_appears_by_itself()
    {
        await PutAsync("mine", Request());
        long start = TimeProvider.System.GetTimestamp();
        using PeriodicTimer poll = new(TimeSpan.FromMilliseconds(20));
        ProviderView view;
        while ((view = (await SendAsync<ModelsView>(HttpMethod.Get, "/api/models")).Providers.Single()).Healthy is null)
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(30));
            await poll.WaitForNextTickAsync(Cancel);
        }

        (view.Healthy, view.Detail).ShouldBe((true, "1 model"));
    }

    [Fact]
    public async Task Order_and_selection_are_changed()
    {
        foreach (string id in (string[])["a", "b", "c"])
        {
            await PutAsync(id, Request());
        }

        ModelsView view = await SendAsync<ModelsView>(HttpMethod.Put, "/api/models/selection", new SelectionRequest("b", ["c", "a"]));
        view.Selection.ShouldBe("b");
        view.Providers.Select(static p => p.Id).ShouldBe(["c", "a", "b"]);
        (await RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Put, "/api/models/selection", new SelectionRequest("zzz", []))).ShouldContain("no such provider");
        (await RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Put, "/api/models/selection", new SelectionRequest("auto", ["zzz"]))).ShouldContain("no such provider");
        (await RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, "/api/models/selection", new SelectionRequest("auto", ["a", "a"]))).ShouldContain("at most once");
        // The selected one deleted: back to auto.
        (await SendAsync<ModelsView>(HttpMethod.Delete, "/api/models/providers/b")).Selection.ShouldBe("auto");
    }

    [Theory]
    [InlineData("mine", "Mine", "ftp://x/v1", null, null, "ftp://")]
    [InlineData("mine", "Mine", "", null, null, "URL is missing")]
    [InlineData("mine", "Mine", "http://a b", null, null, "blank")]
    [InlineData("mine", "", "http://x", null, null, "name is missing")]
    [InlineData("mine", "a\u0001b", "http://x", null, null, "control character")]
    [InlineData("mine", "Mine", "http://x", "m\nm", null, "control character")]
    [InlineData("mine", "Mine", "http://x", null, "sk very", "character that no key has")]
    [InlineData("Not%20OK", "Mine", "http://x", null, null, "id")]
    [InlineData("auto", "Mine", "http://x", null, null, "\"auto\"")]
    public async Task Bad_input_is_told_precisely_and_changes_nothing(string id, string name, string url, string? model, string? key, string told)
    {
        (await RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, "/api/models/providers/" + id, new ProviderRequest(name, url, model, true, key))).ShouldContain(told);
        (await SendAsync<ModelsView>(HttpMethod.Get, "/api/models")).Providers.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_body_that_is_too_long_or_no_json_is_told()
    {
        (await RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, "/api/models/providers/a", Request(name: new string('x', 81)))).ShouldContain("81 characters");
        (await RefusedAsync(HttpStatusCode.RequestEntityTooLarge, HttpMethod.Put, "/api/models/providers/a", Request(name: new string('x', 100_000)))).ShouldContain("64 KB");
        (await RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, "/api/models/providers/a", new StringContent($"{{\"key\":\"{Key}\",\n oops", Encoding.UTF8, "application/json"))).ShouldContain("line 2");
        (await RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, "/api/models/providers/a", new StringContent("null", Encoding.UTF8, "application/json"))).ShouldContain("null");
        (await RefusedAsync(HttpStatusCode.UnsupportedMediaType, HttpMethod.Put, "/api/models/providers/a", new StringContent("{}", Encoding.UTF8, "text/plain"))).ShouldContain("JSON");
    }

    [Fact]
    public async Task A_test_lists_the_models_and_asks_for_a_few_tokens()
    {
        _model.Enqueue(Answer.Text("Hi"));
        ModelTestResult result = await SendAsync<ModelTestResult>(HttpMethod.Post, "/api/models/test", new ModelTestRequest(_model.Root, null, null, null));
        result.Ok.ShouldBeTrue(result.Message);
        result.Message.ShouldMatch(@"^scripted answered in \d+\.\d s\.$");
        result.Models.ShouldBe(["scripted"]);
        _model.Chats.Single().Json.GetProperty("max_tokens").GetInt32().ShouldBe(5);
    }

    [Fact]
    public async Task A_test_that_fails_says_what_to_do()
    {
        _model.Enqueue(Answer.Error(401, "bad key " + Key));
        ModelTestResult result = await SendAsync<ModelTestResult>(HttpMethod.Post, "/api/models/test", new ModelTestRequest(_model.Root, Key, "scripted", null));
        result.Ok.ShouldBeFalse();
        result.Message.ShouldContain("401");
        result.Message.ShouldContain("check it in the Models dialog");
        result.Models.ShouldBe(["scripted"]);
    }

    [Fact]
    public async Task A_test_lends_the_stored_key_to_its_own_server_only()
    {
        await PutAsync("mine", Request(Key));
        _model.Fallback = static _ => Answer.Text("Hi");
        await SendAsync<ModelTestResult>(HttpMethod.Post, "/api/models/test", new ModelTestRequest(_model.Root, null, null, "mine"));
        _model.Chats[^1].Headers["Authorization"].ShouldBe("Bearer " + Key);

        await using ScriptedServer other = await ScriptedServer.StartAsync();
        other.Fallback = _model.Fallback;
        await SendAsync<ModelTestResult>(HttpMethod.Post, "/api/models/test", new ModelTestRequest(other.Root, null, null, "mine"));
        other.Requests.Count.ShouldBe(2);
        other.Requests.ShouldAllBe(static r => !r.Headers.ContainsKey("Authorization"));
        (await RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Post, "/api/models/test", new ModelTestRequest(_model.Root, null, null, "nobody"))).ShouldContain("no such provider");
    }

    [Fact]
    public async Task A_scan_finds_servers_and_tells_which_are_configured()
    {
        FoundServer found = (await SendAsync<ScanResult>(HttpMethod.Post, "/api/models/scan")).Servers.Single();
        (found.Name, found.Url, found.Configured).ShouldBe(("OpenAI-compatible server", _model.Url, false));
        await PutAsync("mine", Request(url: $"localhost:{_model.Port}"));
        (await SendAsync<ScanResult>(HttpMethod.Post, "/api/models/scan")).Servers.Single().Configured.ShouldBeTrue();
    }

    [Fact]
    public async Task A_home_that_cannot_be_written_is_told()
    {
        Directory.CreateDirectory(_home.SettingsFile);
        (await RefusedAsync(HttpStatusCode.ServiceUnavailable, HttpMethod.Put, "/api/models/providers/mine", Request())).ShouldContain("Nothing was changed");
    }

    [Fact]
    public async Task A_provider_that_is_left_alone_is_tried_again_on_demand()
    {
        _model.Fallback = static _ => Answer.Error(503).Header("Retry-After", "60");
        ModelDirectory directory = _app.Services.GetRequiredService<ModelDirectory>();
        using (HttpResponseMessage added = await _http.PutAsJsonAsync("/api/models/providers/a", new ProviderRequest("A", _model.Url, "scripted", true, null), Cancel))
        {
            added.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        ModelChoice choice = (await directory.CandidatesAsync(new("a", null), Cancel))[0];
        for (int i = 0; i < BreakerState.MaxFailures; i++)
        {
            await Should.ThrowAsync<ModelException>(() => choice.Client.GetResponseAsync([new(ChatRole.User, "x")], null, Cancel));
        }

        (await _http.GetFromJsonAsync<ModelsView>("/api/models", JsonSerializerOptions.Web, Cancel))!.Providers.Single().RestsUntil.ShouldNotBeNull();
        using HttpResponseMessage tried = await _http.PostAsync("/api/models/providers/a/retry", null, Cancel);
        (await tried.Content.ReadFromJsonAsync<ModelsView>(JsonSerializerOptions.Web, Cancel))!.Providers.Single().RestsUntil.ShouldBeNull();
        using HttpResponseMessage unknown = await _http.PostAsync("/api/models/providers/b/retry", null, Cancel);
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private sealed class BuiltIn : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            yield return new(ChatRole.Assistant, "built in");
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
