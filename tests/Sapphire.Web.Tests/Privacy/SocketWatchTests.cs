using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Sapphire.Web.TestKit;

namespace Sapphire.Web.Tests.Privacy;

/// <summary>What the program really sends, seen by the kernel: every connect and every datagram of the real process, by strace.</summary>
public sealed partial class SocketWatchTests : IDisposable
{
    // Of the networks for documentation: nobody is there.
    private const string Far = "203.0.113.7";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task In_privacy_mode_nothing_leaves_the_machine_and_without_it_the_watch_sees_what_does()
    {
        await SkipWithoutTracingAsync();
        string home = _folder["home"];
        Directory.CreateDirectory(home);
        await File.WriteAllTextAsync(Path.Combine(home, "sapphire.conf"), "sapphire.models { health-check-every = 1 s, connect-timeout = 1 s }", Cancel);
        string trace = _folder["trace"];
        await using SapphireServer server = await SapphireServer.StartAsync(new(
            home,
            ["strace", "-D", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o", trace],
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["SAPPHIRE_SETTING_START_IN_PRIVACY_MODE"] = "true" },
            []));
        await server.LoginAsync();
        (await AskAsync(server, HttpMethod.Get, "api/privacy")).ShouldContain("\"on\":true");

        // By address, by name, by Anthropic's own protocol; for speaking and for listening.
        await AskAsync(server, HttpMethod.Put, "api/models/providers/far", Provider($"http://{Far}/v1", "other"));
        await AskAsync(server, HttpMethod.Put, "api/models/providers/named", Provider("https://models.example/v1", "openai"));
        await AskAsync(server, HttpMethod.Put, "api/models/providers/claude", Provider("https://api.anthropic.com/v1", "anthropic"));
        foreach (string id in (string[])["far", "named", "claude"])
        {
            string url = id switch { "far" => $"http://{Far}/v1", "named" => "https://models.example/v1", _ => "https://api.anthropic.com/v1" };
            (await AskAsync(server, HttpMethod.Post, "api/models/test", new { url, key = "k", model = "m", providerId = id, kind = id == "claude" ? "anthropic" : "other" })).ShouldContain("Privacy mode is on");
        }

        object service = new { url = $"http://{Far}/v1", model = "m", voices = "alloy", key = (string?)null };
        (await AskAsync(server, HttpMethod.Post, "api/speech/recognizer/test", new { service })).ShouldContain("Privacy mode is on");
        using (HttpResponseMessage spoken = await server.SendAsync(HttpMethod.Post, "api/speech/test", new { text = "Hello", voice = "openai/alloy", rate = 1.0, pitch = 1.0, volume = 1.0, service }))
        {
            (await spoken.Content.ReadAsStringAsync(Cancel)).ShouldContain("Privacy mode is on");
        }

        await AskAsync(server, HttpMethod.Post, "api/models/scan", new { });
        // Some rounds of the checks in the background.
        await UntilAsync(async () => (await AskAsync(server, HttpMethod.Get, "api/models")).Contains("\"healthy\":false", StringComparison.Ordinal));
        Outgoing(await File.ReadAllTextAsync(trace, Cancel)).ShouldBeEmpty();

        await AskAsync(server, HttpMethod.Put, "api/privacy", new { on = false });
        await UntilAsync(async () => Outgoing(await File.ReadAllTextAsync(trace, Cancel)).Any(static l => l.Contains(Far, StringComparison.Ordinal)));

        // And off again: what comes after the switch is what counts.
        await AskAsync(server, HttpMethod.Put, "api/privacy", new { on = true });
        int before = Outgoing(await File.ReadAllTextAsync(trace, Cancel)).Count;
        (await AskAsync(server, HttpMethod.Post, "api/models/test", new { url = $"http://{Far}/v1", key = "k", model = "m", providerId = "far", kind = "other" })).ShouldContain("Privacy mode is on");
        Outgoing(await File.ReadAllTextAsync(trace, Cancel)).Count.ShouldBe(before);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static object Provider(string url, string kind) => new { name = "Far", url, model = "m", enabled = true, key = "k", kind };

    private static async Task<string> AskAsync(SapphireServer server, HttpMethod method, string path, object? body = null)
    {
        using HttpResponseMessage response = await server.SendAsync(method, path, body);
        string text = await response.Content.ReadAsStringAsync(Cancel);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return text;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using PeriodicTimer poll = new(TimeSpan.FromMilliseconds(100));
        long start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(60));
            await poll.WaitForNextTickAsync(Cancel);
        }
    }

    /// <summary>The calls that go to another machine, or ask for a name's address; sockets of this machine's own kernel are none.</summary>
    private static List<string> Outgoing(string trace) =>
        [.. trace.Split('\n').Where(static line => (Address().Match(line) is { Success: true } to && !IPAddress.IsLoopback(IPAddress.Parse(to.Groups["ip"].Value))) || line.Contains("htons(53)", StringComparison.Ordinal) || line.Contains("nscd", StringComparison.Ordinal))];

    private async Task SkipWithoutTracingAsync()
    {
        using Process probe = Process.Start(new ProcessStartInfo("strace", ["-f", "-o", _folder["probe"], "true"]) { RedirectStandardError = true, UseShellExecute = false })!;
        string said = await probe.StandardError.ReadToEndAsync(Cancel);
        Assert.SkipWhen(said.Contains("ptrace", StringComparison.Ordinal), $"Processes cannot be traced here: {said.Trim()}");
    }

    [GeneratedRegex("""(inet_addr\("(?<ip>[0-9.]+)"\))|(inet_pton\(AF_INET6, "(?<ip>[0-9a-fA-F:.]+)")""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();
}
