using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Sapphire.Web.Tests.Support;

namespace Sapphire.Web.Tests.Chats;

/// <summary>The real server on a home of its own, and somebody who has logged in.</summary>
internal sealed class HomeServer : IAsyncDisposable
{
    private readonly TemporaryHome _home;
    private readonly TestServer _server;

    private HomeServer(TemporaryHome home, TestServer server, Visitor owner)
    {
        _home = home;
        _server = server;
        Owner = owner;
    }

    public Visitor Owner { get; }

    public string Root => _home.Root;

    public T Get<T>()
        where T : notnull => _server.Host.Services.GetRequiredService<T>();

    public static async Task<HomeServer> StartAsync()
    {
        TemporaryHome home = new();
        TestServer server = await TestServer.StartAsync(home);
        return new(home, server, await server.LoggedInAsync());
    }

    /// <summary>Sends JSON as it is written, and gives the answer's JSON.</summary>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, string? json = null, HttpStatusCode status = HttpStatusCode.OK)
    {
        using HttpResponseMessage response = await AnswerAsync(method, path, json);
        string text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, text);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>The words of a refusal: title and what to do.</summary>
    public async Task<string> RefusedAsync(HttpStatusCode status, HttpMethod method, string path, string? json = null)
    {
        using HttpResponseMessage response = await AnswerAsync(method, path, json);
        response.StatusCode.ShouldBe(status, await response.Content.ReadAsStringAsync());
        (string title, string detail) = await Visitor.ProblemAsync(response);
        title.ShouldNotBeNullOrWhiteSpace();
        return title + " " + detail;
    }

    /// <summary>Without a login there is nothing; without the token, or from another origin, nothing is changed.</summary>
    public async Task IsGuardedAsync(HttpMethod method, string path, string? json = null)
    {
        using Visitor stranger = new(Owner.Address);
        using HttpResponseMessage unknown = await stranger.SendAsync(method, path, Body(json));
        unknown.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
        if (method == HttpMethod.Get)
        {
            return;
        }

        foreach ((string, string) header in ((string, string)[])[("X-CSRF-Token", ""), ("X-CSRF-Token", "00"), ("Origin", "https://evil.example")])
        {
            using HttpResponseMessage forged = await Owner.SendAsync(method, path, Body(json), header);
            forged.StatusCode.ShouldBe(HttpStatusCode.Forbidden, $"{method} {path} {header}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        Owner.Dispose();
        await _server.DisposeAsync();
        _home.Dispose();
    }

    private Task<HttpResponseMessage> AnswerAsync(HttpMethod method, string path, string? json) => Owner.SendAsync(method, path, Body(json));

    private static StringContent? Body(string? json) => json is null ? null : new(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
}
