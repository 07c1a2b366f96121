using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;

namespace Sapphire.EndToEnd.Tests.Support;

/// <summary>
/// One person's browser window: a context with one page, and a watch on it. The watch notes every error of the console, every violation
/// of the content security policy and every request to another host; <see cref="EndToEndTest"/> fails a test that has any.
/// </summary>
public sealed class Visit : IAsyncDisposable
{
    /// <summary>What the browser itself says of a server that is away. Allowed by tests that take it away.</summary>
    public static readonly string[] NetworkErrors = ["Failed to load resource: net::ERR_", "WebSocket connection to '"];

    /// <summary>A page that negotiated with the server of before asks the new one for a connection that it does not know; then it begins anew.</summary>
    public const string UnknownConnection = "status of 404";

    private readonly ConcurrentQueue<string> _problems = new();
    private readonly ConcurrentQueue<string> _console = new();
    private readonly string _host;
    private volatile string[] _allowed = [];

    private Visit(IBrowserContext context, IPage page, Uri address)
    {
        Context = context;
        Page = page;
        Address = address;
        _host = address.Host;
    }

    /// <summary>The context, with its cookies and its storage.</summary>
    public IBrowserContext Context { get; }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>Where the server is, as this browser sees it.</summary>
    public Uri Address { get; }

    /// <summary>What must not have happened, and did.</summary>
    public IReadOnlyCollection<string> Problems => _problems;

    /// <summary>The whole console.</summary>
    public IReadOnlyCollection<string> Console => _console;

    // What the page says is found here.
    public ILocator Composer => Find("composer");

    public ILocator Send => Find("send");

    public ILocator Stop => Find("stop");

    public ILocator Messages => Find("message");

    public ILocator Replies => Page.Locator("[data-testid=message][data-role=assistant]");

    public ILocator Said => Page.Locator("[data-testid=message][data-role=user]");

    public ILocator LastReply => Replies.Last;

    public ILocator Connection => Find("connection-state");

    public ILocator Badge => Find("model-badge");

    public ILocator Chats => Find("chat-item");

    /// <summary>The id of the chat in the address.</summary>
    public string ChatId => new Uri(Page.Url).AbsolutePath is var path && path.StartsWith("/c/", StringComparison.Ordinal)
        ? path[3..]
        : throw new InvalidOperationException($"{Page.Url} is no chat.");

    /// <summary>Opens a window; goes nowhere yet.</summary>
    public static async Task<Visit> OpenAsync(IBrowser browser, Uri address, BrowserNewContextOptions? options = null)
    {
        options ??= new();
        options.BaseURL = address.ToString();
        options.IgnoreHTTPSErrors = true;
        options.ViewportSize ??= new() { Width = 1280, Height = 800 };
        options.Permissions ??= ["clipboard-read", "clipboard-write"];
        options.Locale ??= "en-GB";
        IBrowserContext context = await browser.NewContextAsync(options);
        context.SetDefaultTimeout(20_000);
        Visit visit = new(context, await context.NewPageAsync(), address);
        visit.Watch();
        return visit;
    }

    /// <summary>The elements of a test id.</summary>
    public ILocator Find(string testId) => Page.GetByTestId(testId);

    /// <summary>Errors of the console that hold one of these texts are expected from now on.</summary>
    public void Allow(params string[] texts) => _allowed = [.. _allowed, .. texts];

    /// <summary>Goes to a page of the server.</summary>
    public Task GoAsync(string path = "/") => Page.GotoAsync(path, new() { WaitUntil = WaitUntilState.DOMContentLoaded });

    /// <summary>Logs in on the page that asks for it.</summary>
    public async Task LogInAsync(string password)
    {
        await Find("login-password").FillAsync(password);
        await Find("login-submit").ClickAsync();
        await Assertions.Expect(Composer).ToBeVisibleAsync();
    }

    /// <summary>Waits until the page is connected to the hub.</summary>
    public Task ConnectedAsync(float timeout = 20_000) => Assertions.Expect(Connection).ToHaveAttributeAsync("data-state", "connected", new() { Timeout = timeout });

    /// <summary>Types into the composer and presses Enter.</summary>
    public async Task SayAsync(string text)
    {
        await Composer.FillAsync(text);
        await Composer.PressAsync("Enter");
    }

    /// <summary>Waits until the last reply stands so.</summary>
    public Task LastReplyIsAsync(string status, float timeout = 20_000) => Assertions.Expect(LastReply).ToHaveAttributeAsync("data-status", status, new() { Timeout = timeout });

    /// <summary>Waits until a text is in the last reply.</summary>
    public Task LastReplySaysAsync(string text, float timeout = 20_000) => Assertions.Expect(Text(LastReply)).ToContainTextAsync(text, new() { Timeout = timeout });

    /// <summary>What a message says, without its buttons.</summary>
    public static ILocator Text(ILocator message) => message.GetByTestId("message-text");

    /// <summary>The conversation as it is on screen, without what is folded.</summary>
    public async Task<IReadOnlyList<Message>> ShownAsync()
    {
        JsonElement shown = await Messages.EvaluateAllAsync<JsonElement>(
            """
            all => all.map(m => {
              const text = m.querySelector('[data-testid=message-text]');
              const open = [...text.children].filter(child => child.tagName !== 'DETAILS');
              return { role: m.dataset.role, status: m.dataset.status, text: text.children.length === 0 ? text.innerText : open.map(child => child.innerText).join(' ') };
            })
            """);
        return [.. shown.EnumerateArray().Select(m => new Message(m.GetProperty("role").GetString()!, m.GetProperty("status").GetString()!, Message.Flat(m.GetProperty("text").GetString()!)))];
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await Context.DisposeAsync();

    private void Watch()
    {
        Page.Console += (_, message) =>
        {
            _console.Enqueue($"{message.Type}: {message.Text}");
            if (message.Type == "error")
            {
                Note("console", $"{message.Text} ({message.Location})");
            }
        };
        Page.PageError += (_, error) => Note("uncaught", error);
        Page.Crash += (_, _) => Note("crash", "The page crashed.");
        Context.Request += (_, request) => Check(request.Url);
        Page.WebSocket += (_, socket) => Check(socket.Url);
    }

    private void Check(string url)
    {
        Uri uri = new(url);
        if (uri.Scheme is not ("data" or "blob") && uri.Host != _host)
        {
            Note("request to another host", url);
        }
    }

    private void Note(string what, string text)
    {
        if (!_allowed.Any(a => text.Contains(a, StringComparison.Ordinal)))
        {
            _problems.Enqueue($"{what}: {text}");
        }
    }
}
