using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;

namespace Sapphire.EndToEnd.Tests.Support;

/// <summary>
/// Base of the tests: servers, model servers and browser windows that go away with the test. At the end every window must have been
/// free of errors; of a test that failed, pictures and logs are left in <c>artifacts/test-failures</c>.
/// </summary>
public abstract partial class EndToEndTest(Chromium chromium) : IAsyncLifetime
{
    // Model servers are looked at more often than a person would need, and half replies are stored sooner.
    private const string Configuration = """
        sapphire.models.health-check-every = 1 s
        sapphire.chat.progress-interval = 100 ms
        """;

    private readonly List<IAsyncDisposable> _owned = [];
    private readonly List<Visit> _visits = [];
    private readonly List<SapphireServer> _servers = [];
    private readonly TemporaryFolder _home = new();

    /// <summary>The home of the test's server.</summary>
    protected string Home => _home["home"];

    /// <inheritdoc />
    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        try
        {
            if (TestContext.Current.TestState?.Result == TestResult.Failed || _visits.Any(v => v.Problems.Count > 0))
            {
                await KeepEvidenceAsync();
            }
        }
        finally
        {
            foreach (Visit visit in _visits)
            {
                await visit.DisposeAsync();
            }

            foreach (IAsyncDisposable owned in Enumerable.Reverse(_owned))
            {
                await owned.DisposeAsync();
            }

            _home.Dispose();
        }

        _visits.SelectMany(v => v.Problems).ShouldBeEmpty();
    }

    /// <summary>Starts the program on the test's home, as a person starts it.</summary>
    protected async Task<SapphireServer> StartServerAsync(params string[] arguments)
    {
        Directory.CreateDirectory(Home);
        await File.WriteAllTextAsync(Path.Combine(Home, "sapphire.conf"), Configuration);
        SapphireServer server = Own(await SapphireServer.StartAsync(Home, null, arguments));
        _servers.Add(server);
        return server;
    }

    /// <summary>Starts a scripted model server.</summary>
    protected async Task<ScriptedServer> StartModelAsync()
    {
        ScriptedServer model = Own(await ScriptedServer.StartAsync());
        model.Fallback = request => WordsModel.Reply(request, TimeSpan.Zero);
        return model;
    }

    /// <summary>Makes a model server the one that answers.</summary>
    protected static async Task UseAsync(SapphireServer server, ScriptedServer model, string name = "Scripted", string modelName = "scripted")
    {
        await server.LoginAsync();
        using HttpResponseMessage response = await server.SendAsync(HttpMethod.Put, "api/models/providers/scripted", new { name, url = model.Url, model = modelName, enabled = true, key = (string?)null });
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        await Eventually.TrueAsync(async () => !(await Stored.HomeAsync(server)).GetProperty("model").GetProperty("builtIn").GetBoolean(), "the scripted model answers");
    }

    /// <summary>The https address of a server, as a browser on this machine reaches it.</summary>
    protected static Uri Https(SapphireServer server) => new($"https://127.0.0.1:{HttpsPort().Match(server.Process.Output).Groups["port"].Value}/");

    /// <summary>Opens a window that is not logged in, in a browser of the test's own or the common one.</summary>
    protected async Task<Visit> OpenAsync(Uri address, BrowserNewContextOptions? options = null, IBrowser? browser = null)
    {
        Visit visit = await Visit.OpenAsync(browser ?? chromium.Browser, address, options);
        _visits.Add(visit);
        return visit;
    }

    /// <summary>Opens a window that is logged in at the server's http address, and waits until it is connected.</summary>
    protected async Task<Visit> OpenLoggedInAsync(SapphireServer server, string path = "/", BrowserNewContextOptions? options = null, IBrowser? browser = null)
    {
        await server.LoginAsync();
        Visit visit = await OpenAsync(server.Address, options, browser);
        await visit.Context.AddCookiesAsync(server.Cookies.GetAllCookies().Select(c => new Microsoft.Playwright.Cookie { Name = c.Name, Value = c.Value, Url = server.Address.ToString() }));
        await visit.GoAsync(path);
        await visit.ConnectedAsync();
        return visit;
    }

    /// <summary>A second window of the same person: same cookies, other storage.</summary>
    protected Task<Visit> OpenBesideAsync(SapphireServer server, string path) => OpenLoggedInAsync(server, path);

    /// <summary>What is on screen becomes equal to what is stored: status and text of every message, nothing twice.</summary>
    protected static async Task ShowsWhatIsStoredAsync(Visit visit, SapphireServer server)
    {
        await Eventually.SameAsync(visit.ShownAsync, () => Stored.MessagesAsync(server, visit.ChatId));
        IReadOnlyList<Message> stored = await Stored.MessagesAsync(server, visit.ChatId);
        stored.ShouldNotBeEmpty();
    }

    /// <summary>Hands something to the test, which disposes of it.</summary>
    protected T Own<T>(T owned)
        where T : IAsyncDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    private async Task KeepEvidenceAsync()
    {
        string test = TestContext.Current.TestMethod?.MethodName ?? "test";
        string folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "test-failures", test)).FullName;
        for (int i = 0; i < _visits.Count; i++)
        {
            Visit visit = _visits[i];
            StringBuilder text = new();
            text.AppendLine(visit.Page.Url).AppendLine().AppendJoin('\n', visit.Problems).AppendLine().AppendLine().AppendJoin('\n', visit.Console);
            await File.WriteAllTextAsync(Path.Combine(folder, $"page-{i}.txt"), text.ToString());
            try
            {
                await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"page-{i}.png"), Timeout = 10_000 });
                await File.WriteAllTextAsync(Path.Combine(folder, $"page-{i}.html"), await visit.Page.ContentAsync());
            }
            catch (Exception e) when (e is PlaywrightException or TimeoutException)
            {
                // The page is gone or stuck; the test's own failure says more.
                await File.AppendAllTextAsync(Path.Combine(folder, $"page-{i}.txt"), e.Message);
            }
        }

        for (int i = 0; i < _servers.Count; i++)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, $"server-{i}.txt"), _servers[i].Process.Output);
        }

        string log = Path.Combine(Home, "logs");
        foreach (string file in Directory.Exists(log) ? Directory.GetFiles(log) : [])
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }
    }

    [GeneratedRegex(@"https://[^\s:]+:(?<port>[0-9]{1,5})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HttpsPort();
}
