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

    private readonly Launch _launch;

    private SapphireServer(ChildProcess process, Launch launch, CookieContainer cookies)
    {
        Process = process;
        _launch = launch;
        Cookies = cookies;
        Http = new HttpClient(new SocketsHttpHandler
        {
            CookieContainer = Cookies,
            SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
        });
    }

    /// <summary>The process.</summary>
    public ChildProcess Process { get; }

    /// <summary>The home folder.</summary>
    public string Home => _launch.Home;

    /// <summary><c>http://127.0.0.1:…/</c>.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The login's cookies.</summary>
    public CookieContainer Cookies { get; }

    /// <summary>Sends with <see cref="Cookies"/> to <see cref="Address"/>.</summary>
    public HttpClient Http { get; }

    /// <summary>Starts the program and waits until it is ready.</summary>
    /// <param name="home">The home folder.</param>
    /// <param name="environment">Variables to set.</param>
    /// <param name="arguments">Further arguments of <c>run</c>; with <c>--port N</c> among them it does not take free ports.</param>
    public static Task<SapphireServer> StartAsync(string home, IReadOnlyDictionary<string, string?>? environment = null, params string[] arguments) =>
        StartAsync(new(home, [], environment, [.. arguments]), arguments.Contains("--port") ? [] : ["--port", "0"], new());

    /// <summary>Starts the program as told and waits until it is ready.</summary>
    /// <exception cref="TimeoutException">It did not become ready; the message holds its output.</exception>
    public static Task<SapphireServer> StartAsync(Launch launch) => StartAsync(launch, FreePorts(launch), new());

    /// <summary>Starts the program, and does not wait.</summary>
    public static ChildProcess Begin(Launch launch) => Begin(launch, FreePorts(launch));

    /// <summary>
    /// After the end of this one: starts the program again on the same home and, where it is still free, the same port, so that the
    /// login holds.
    /// </summary>
    public async Task<SapphireServer> RestartAsync()
    {
        Launch same = _launch with
        {
            Environment = new Dictionary<string, string?>(_launch.Environment ?? new Dictionary<string, string?>(), StringComparer.Ordinal)
            {
                ["SAPPHIRE_HTTPS_PORT"] = "0",
                ["SAPPHIRE_HTTP_PORT"] = $"{Address.Port}",
            },
        };
        try
        {
            return await StartAsync(same, [], Cookies);
        }
        catch (TimeoutException e) when (e.Message.Contains($"Port {Address.Port} ", StringComparison.Ordinal))
        {
            return await StartAsync(_launch, ["--port", "0"], new());
        }
    }

    /// <summary>kill -9, and a start on the same home.</summary>
    public async Task<SapphireServer> KillAndRestartAsync()
    {
        await Process.KillAsync();
        return await RestartAsync();
    }

    private static string[] FreePorts(Launch launch) => launch.Arguments.Contains("--port", StringComparer.Ordinal) ? [] : ["--port", "0"];

    private static ChildProcess Begin(Launch launch, string[] port)
    {
        string[] command = [.. launch.Wrapper, "dotnet", Repository.Program, "run", "--home", launch.Home, .. port, .. launch.Arguments];
        return ChildProcess.Start(command[0], command[1..], launch.Environment, keepsInput: launch.KeepsInput);
    }

    private static async Task<SapphireServer> StartAsync(Launch launch, string[] port, CookieContainer cookies)
    {
        SapphireServer server = new(Begin(launch, port), launch, cookies);
        try
        {
            string output = await server.Process.WaitForOutputAsync(text => text.Contains("Press Ctrl-C", StringComparison.Ordinal), Patience);
            server.Address = new(launch.Address is null ? Loopback().Match(output).Value : Elsewhere(launch.Address).Match(output).Value);
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
        request.Content = state == "setup" ? JsonContent.Create(new { password = Password, link = _launch.Address is null ? null : Link().Match(Process.Output).Groups["token"].Value }) : JsonContent.Create(new { password = Password });
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

    /// <summary>Sends a state-changing request with its token; the body as JSON, unless it is a content of its own.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null)
    {
        JsonElement session = await Http.GetFromJsonAsync<JsonElement>("api/session");
        using HttpRequestMessage request = new(method, path);
        request.Headers.Add("X-CSRF-Token", session.GetProperty("csrfToken").GetString());
        request.Headers.Add("Origin", Address.GetLeftPart(UriPartial.Authority));
        request.Content = body switch { null => null, HttpContent content => content, _ => JsonContent.Create(body) };
        return await Http.SendAsync(request);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Process.DisposeAsync();
    }

    // On another host only the page with a certificate is there.
    private static Regex Elsewhere(IPAddress address) => new($"https://{Regex.Escape(address.ToString())}:[0-9]{{1,5}}", RegexOptions.None, TimeSpan.FromSeconds(1));

    [GeneratedRegex(@"setup\?link=(?<token>[0-9a-f]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"http://127\.0\.0\.1:[0-9]{1,5}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Loopback();

    /// <summary>How to start the program.</summary>
    /// <param name="Home">The home folder.</param>
    /// <param name="Wrapper">A command that starts it: <c>strace -D …</c>.</param>
    /// <param name="Environment">Variables to set.</param>
    /// <param name="Arguments">Further arguments of <c>run</c>.</param>
    /// <param name="KeepsInput">True to leave its standard input open.</param>
    /// <param name="Address">The address of the host that it runs on, by which its page is opened; null for this machine.</param>
    public sealed record Launch(string Home, IReadOnlyList<string> Wrapper, IReadOnlyDictionary<string, string?>? Environment, IReadOnlyList<string> Arguments, bool KeepsInput = false, IPAddress? Address = null);
}
