using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Sapphire.Web.Contracts;
using Sapphire.Web.Json;

namespace Sapphire.Web.Tests.Support;

/// <summary>A browser without a page: cookies, and the CSRF token once it has asked for the session.</summary>
public sealed class Visitor : IDisposable
{
    private string? _token;

    public Visitor(Uri address)
    {
        Address = address;
        Client = new(new SocketsHttpHandler
        {
            CookieContainer = Cookies,
            AllowAutoRedirect = false,
            UseProxy = false,
            SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
        })
        { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
    }

    public Uri Address { get; }

    public CookieContainer Cookies { get; } = new();

    public HttpClient Client { get; }

    public async Task<SessionView> SessionAsync(string query = "")
    {
        SessionView view = (await Client.GetFromJsonAsync<SessionView>("/api/session" + query, JsonDefaults.Options))!;
        _token = view.CsrfToken;
        return view;
    }

    public Task<HttpResponseMessage> GetAsync(string path) => Client.GetAsync(new Uri(path, UriKind.Relative));

    public Task<HttpResponseMessage> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, JsonContent.Create(body));

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        if (_token is null)
        {
            await SessionAsync();
        }

        using HttpRequestMessage request = new(method, path) { Content = content };
        request.Headers.Add("X-CSRF-Token", _token);
        foreach ((string name, string value) in headers)
        {
            request.Headers.Remove(name);
            if (value.Length > 0)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await Client.SendAsync(request);
    }

    public void Dispose() => Client.Dispose();

    /// <summary>The problem that a response tells.</summary>
    public static async Task<(string Title, string Detail)> ProblemAsync(HttpResponseMessage response)
    {
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        JsonElement json = await response.Content.ReadFromJsonAsync<JsonElement>();
        json.GetProperty("status").GetInt32().ShouldBe((int)response.StatusCode);
        return (json.GetProperty("title").GetString()!, json.GetProperty("detail").GetString()!);
    }
}
