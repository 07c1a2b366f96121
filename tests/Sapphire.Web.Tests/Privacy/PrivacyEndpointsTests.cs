using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Sapphire.Actors.Assistant;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Models;
using Sapphire.Actors.Privacy;
using Sapphire.Persistence.Files;
using Sapphire.ScriptedProvider;
using Sapphire.Web.Contracts;
using Sapphire.Web.Models;
using Sapphire.Web.TestKit;

namespace Sapphire.Web.Tests.Privacy;

/// <summary>The routes of privacy mode, of the proxy and of the models' profiles, over real HTTP.</summary>
public sealed class PrivacyEndpointsTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly Hold _hold = new();
    private HomeFolder _home = null!;
    private WebApplication _app = null!;
    private ScriptedServer _model = null!;
    private HttpClient _http = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _home = HomeFolder.Resolve(_folder["home"]);
        _home.Create();
        _model = await ScriptedServer.StartAsync();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static k => k.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(_home).AddSingleton<IPrivacyHold>(_hold).AddModels(static _ => new BuiltInAssistant());
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
        _folder.Dispose();
    }

    private async Task<T> SendAsync<T>(HttpMethod method, string path, object? body = null)
    {
        using HttpRequestMessage request = new(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using HttpResponseMessage response = await _http.SendAsync(request, Cancel);
        string text = await response.Content.ReadAsStringAsync(Cancel);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)!;
    }

    private async Task<string> RefusedAsync(HttpStatusCode status, HttpMethod method, string path, object? body)
    {
        using HttpRequestMessage request = new(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using HttpResponseMessage response = await _http.SendAsync(request, Cancel);
        string text = await response.Content.ReadAsStringAsync(Cancel);
        response.StatusCode.ShouldBe(status, text);
        using JsonDocument problem = JsonDocument.Parse(text);
        return problem.RootElement.GetProperty("title").GetString() + " " + problem.RootElement.GetProperty("detail").GetString();
    }

    [Fact]
    public async Task Privacy_mode_is_switched()
    {
        (await SendAsync<PrivacyView>(HttpMethod.Get, "/api/privacy")).ShouldSatisfyAllConditions(v => v.On.ShouldBeFalse(), v => v.Networks.ShouldContain("192.168.0.0/16"), v => v.HeldBy.ShouldBeNull());
        (await SendAsync<PrivacyView>(HttpMethod.Put, "/api/privacy", new PrivacyRequest(true))).On.ShouldBeTrue();
        (await SendAsync<PrivacyView>(HttpMethod.Put, "/api/privacy", new PrivacyRequest(false))).On.ShouldBeFalse();
    }

    [Fact]
    public async Task In_a_chat_that_is_held_private_it_cannot_be_switched_off_and_elsewhere_it_can()
    {
        string diary = ChatId.New(TimeProvider.System).ToString();
        string other = ChatId.New(TimeProvider.System).ToString();
        _hold.Chat = diary;
        await SendAsync<PrivacyView>(HttpMethod.Put, "/api/privacy", new PrivacyRequest(true, diary));
        (await RefusedAsync(HttpStatusCode.Conflict, HttpMethod.Put, "/api/privacy", new PrivacyRequest(false, diary))).ShouldBe("Privacy mode stays on. The prompt requires it.");
        (await SendAsync<PrivacyView>(HttpMethod.Put, "/api/privacy", new PrivacyRequest(false, other))).On.ShouldBeFalse();
        (await SendAsync<PrivacyView>(HttpMethod.Get, $"/api/privacy?chat={diary}")).ShouldSatisfyAllConditions(v => v.On.ShouldBeFalse(), v => v.HeldBy.ShouldBe("The prompt requires it."));
        (await SendAsync<PrivacyView>(HttpMethod.Get, $"/api/privacy?chat={other}")).HeldBy.ShouldBeNull();
        (await RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Get, "/api/privacy?chat=none", null)).ShouldContain("not the id of a chat");
    }

    [Fact]
    public async Task A_provider_of_another_network_is_blocked_in_privacy_mode_and_says_why()
    {
        await SendAsync<ModelsView>(HttpMethod.Put, "/api/models/providers/far", new ProviderRequest("Far", "https://api.example/v1", "m", true, null));
        await SendAsync<ModelsView>(HttpMethod.Put, "/api/models/providers/near", new ProviderRequest("Near", _model.Url, "m", true, null));
        await SendAsync<PrivacyView>(HttpMethod.Put, "/api/privacy", new PrivacyRequest(true));
        ModelsView view = await SendAsync<ModelsView>(HttpMethod.Get, "/api/models");
        view.Providers.Select(static p => (p.Id, p.Local, p.Blocked is null)).ShouldBe([("far", false, false), ("near", true, true)]);
        (await SendAsync<ModelTestResult>(HttpMethod.Post, "/api/models/test", new ModelTestRequest("https://api.example/v1", "k", "m", null))).Message.ShouldContain("Privacy mode is on: api.example is not asked.");
        (await SendAsync<ModelChoicesView>(HttpMethod.Get, "/api/models/choices")).Providers[0].Why.ShouldContain("Privacy mode");
    }

    [Fact]
    public async Task The_proxy_is_stored_its_password_apart_and_tested()
    {
        (await RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, "/api/network/socks", new SocksRequest(true, " ", 1080, 10, null, null))).ShouldContain("no host");
        (await RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, "/api/network/socks", new SocksRequest(true, "h", 70_000, 10, null, null))).ShouldContain("SOCKS_PORT");
        SocksView view = await SendAsync<SocksView>(HttpMethod.Put, "/api/network/socks", new SocksRequest(true, "127.0.0.1", 1, 5, "me", "very-secret"));
        (view.Enabled, view.Host, view.Port, view.HasUser, view.Locked).ShouldBe((true, "127.0.0.1", 1, true, false));
        (await File.ReadAllTextAsync(_home.SettingsFile, Cancel)).ShouldNotContain("very-secret");
        (await SendAsync<SocksTestResult>(HttpMethod.Post, "/api/network/socks/test", new { })).ShouldSatisfyAllConditions(r => r.Ok.ShouldBeFalse(), r => r.Message.ShouldContain("127.0.0.1:1 cannot be reached"));

        // With the proxy away nothing goes around it; one's own network is reached as ever.
        (await SendAsync<ModelTestResult>(HttpMethod.Post, "/api/models/test", new ModelTestRequest("http://api.example/v1", null, "m", null))).Message.ShouldContain("nothing goes out");
        (await SendAsync<ModelTestResult>(HttpMethod.Post, "/api/models/test", new ModelTestRequest(_model.Url, null, null, null))).Models.ShouldBe(["scripted"]);

        (await SendAsync<SocksView>(HttpMethod.Put, "/api/network/socks", new SocksRequest(false, "127.0.0.1", 1, 5, "", null))).HasUser.ShouldBeFalse();
    }

    [Fact]
    public async Task A_profile_is_set_checked_and_taken_away()
    {
        ModelsView view = await SendAsync<ModelsView>(HttpMethod.Put, "/api/models/profiles", new ModelProfileView("gpt/4o", Temperature: 0.5, Stop: ["END"], Prices: new(3, 15, null)));
        view.Profiles.Single().ShouldSatisfyAllConditions(p => p.Key.ShouldBe("gpt/4o"), p => p.Temperature.ShouldBe(0.5), p => p.Stop.ShouldBe(["END"]), p => p.Prices.ShouldBe(new(3, 15, null)));
        (await RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, "/api/models/profiles", new ModelProfileView("x", Temperature: 3))).ShouldBe("The profile is not valid: temperature. Expected a number from 0 to 2.");
        (await RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, "/api/models/profiles", new ModelProfileView("x", ExtraJson: "{"))).ShouldContain("not JSON");
        (await RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, "/api/models/profiles", new ModelProfileView(" "))).ShouldContain("name is not valid");
        (await SendAsync<ModelsView>(HttpMethod.Delete, "/api/models/profiles?key=gpt%2F4o")).Profiles.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_seldom_set_of_a_provider_is_kept_where_a_request_leaves_it_out()
    {
        await SendAsync<ModelsView>(HttpMethod.Put, "/api/models/providers/a", new ProviderRequest("A", _model.Url, "m", true, null, "groq", false, "MY_API_KEY", 30));
        ProviderView view = (await SendAsync<ModelsView>(HttpMethod.Put, "/api/models/providers/a", new ProviderRequest("B", _model.Url, "m", true, null))).Providers.Single();
        (view.Name, view.Kind, view.Fallback, view.KeyVariable, view.Timeout).ShouldBe(("B", "groq", false, "MY_API_KEY", 30));
        (await RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, "/api/models/providers/a", new ProviderRequest("B", _model.Url, "m", true, null, "none"))).ShouldContain("no such kind");
        (await RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, "/api/models/providers/a", new ProviderRequest("B", _model.Url, "m", true, null, KeyVariable: "HOME"))).ShouldContain("_KEY");
    }

    [Fact]
    public async Task What_a_chat_may_be_set_to_is_listed_with_what_is_known()
    {
        _model.Models = Answer.Json("""{"data":[{"id":"small","max_model_len":4096},{"id":"text-embedding-x"},{"id":"seer","type":"vlm"}]}""");
        await SendAsync<ModelsView>(HttpMethod.Put, "/api/models/providers/near", new ProviderRequest("Near", _model.Url, "", true, null));
        await _app.Services.GetRequiredService<ModelDirectory>().CheckAllAsync(Cancel);
        ProviderChoicesView near = (await SendAsync<ModelChoicesView>(HttpMethod.Get, "/api/models/choices")).Providers.Single();
        (near.Usable, near.Local, near.Model).ShouldBe((true, true, "small"));
        near.Models.Select(static m => (m.Name, m.ContextTokens, m.Sees)).ShouldBe([("small", 4096, false), ("seer", null, true)]);
    }

    private sealed class Hold : IPrivacyHold
    {
        public string? Chat { get; set; }

        public ValueTask<string?> ReasonAsync(ChatId chat, CancellationToken cancellationToken) => ValueTask.FromResult(chat.ToString() == Chat ? "The prompt requires it." : null);

        public ValueTask<bool> IsPrivateAsync(ChatId? chat, CancellationToken cancellationToken) => ValueTask.FromResult(chat?.ToString() == Chat);
    }
}
