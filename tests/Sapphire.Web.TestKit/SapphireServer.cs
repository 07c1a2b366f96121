using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sapphire.Web.TestKit;

/// <summary>The real program, run as a person runs it, on free ports.</summary>
public sealed partial class SapphireServer : IAsyncDisposable
{
    /// <summary>The password that <see cref="LoginAsync"/> sets and uses.</summary>
    public const string Password = "correct horse battery";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private SapphireServer(ChildProcess process, string home)
    {
        Process = process;
        Home = home;
        Http = new HttpClient(new SocketsHttpHandler
        {
            CookieContainer = Cookies,
            SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
        });
    }

    /// <summary>The process.</summary>
    public ChildProcess Process { get; }

    /// <summary>The home folder.</summary>
    public string Home { get; }

    /// <summary><c>http://127.0.0.1:…/</c>.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The login's cookies.</summary>
    public CookieContainer Cookies { get; } = new();

    /// <summary>Sends with <see cref="Cookies"/> to <see cref="Address"/>.</summary>
    public HttpClient Http { get; }

    /// <summary>Starts the program and waits until it is ready.</summary>
    /// <param name="home">The home folder.</param>
    /// <param name="environment">Variables to set.</param>
    /// <param name="arguments">Further arguments of <c>run</c>; with <c>--port N</c> among them it does not take free ports.</param>
    public static async Task<SapphireServer> StartAsync(string home, IReadOnlyDictionary<string, string?>? environment = null, params string[] arguments)
    {
        string[] port = arguments.Contains("--port") ? [] : ["--port", "0"];
        ChildProcess process = ChildProcess.StartDotnet(Repository.Program, ["run", "--home", home, .. port, .. arguments], environment);
        SapphireServer server = new(process, home);
        try
        {
            string output = await process.WaitForOutputAsync(text => text.Contains("Press Ctrl-C", StringComparison.Ordinal), Patience);
            server.Address = new(Loopback().Match(output).Value);
            server.Http.BaseAddress = server.Address;
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Logs in; sets the password first where there is none.</summary>
    public async Task LoginAsync()
    {
        JsonElement session = await Http.GetFromJsonAsync<JsonElement>("api/session");
        string state = session.GetProperty("state").GetString()!;
        if (state == "ready")
        {
            return;
        }

        using HttpRequestMessage request = new(HttpMethod.Post, state == "setup" ? "api/setup" : "api/login");
        request.Headers.Add("X-CSRF-Token", session.GetProperty("csrfToken").GetString());
        request.Headers.Add("Origin", Address.GetLeftPart(UriPartial.Authority));
        request.Content = state == "setup" ? JsonContent.Create(new { password = Password, link = (string?)null }) : JsonContent.Create(new { password = Password });
        using HttpResponseMessage response = await Http.SendAsync(request);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{state}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}\n{Process.Output}");
        }
    }

    /// <summary>Logs in where needed and connects to the hub.</summary>
    public async Task<HubClient> ConnectAsync()
    {
        await LoginAsync();
        return await HubClient.ConnectAsync(Address, Cookies);
    }

    /// <summary>Sends a state-changing request with its token.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null)
    {
        JsonElement session = await Http.GetFromJsonAsync<JsonElement>("api/session");
        using HttpRequestMessage request = new(method, path);
        request.Headers.Add("X-CSRF-Token", session.GetProperty("csrfToken").GetString());
        request.Headers.Add("Origin", Address.GetLeftPart(UriPartial.Authority));
        request.Content = body is null ? null : JsonContent.Create(body);
        return await Http.SendAsync(request);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Process.DisposeAsync();
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:[0-9]{1,5}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Loopback();
}
