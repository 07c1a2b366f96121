using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Sapphire.EndToEnd.Tests.Support.Chromium))]
// Most of a test is waiting; more than two at once would only wait for each other.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]

namespace Sapphire.EndToEnd.Tests.Support;

/// <summary>Debian's Chromium, started once for all tests; each test has contexts of its own in it.</summary>
public sealed class Chromium : IAsyncLifetime
{
    // Without these it calls hosts of its maker at every start.
    private static readonly string[] Arguments = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-gpu"];
    private static IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The browser.</summary>
    public IBrowser Browser => _browser ?? throw new InvalidOperationException("The browser has not been started.");

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await LaunchAsync();
    }

    /// <summary>Starts a browser of a test's own.</summary>
    public static Task<IBrowser> LaunchAsync(params IEnumerable<string> arguments) =>
        _playwright!.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Headless = true, Args = [.. Arguments, .. arguments] });

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
