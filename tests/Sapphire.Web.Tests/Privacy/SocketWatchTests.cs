using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Sapphire.Actors.Chat.Views;
using Sapphire.ScriptedProvider;
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
        await using (Person person = await Person.AtAsync(server))
        {
            // Turns by each protocol; that one has been tried is in the chat.
            foreach (string id in (string[])["far", "named", "claude"])
            {
                await AskAsync(server, HttpMethod.Put, "api/models/selection", new { selection = id, order = (string[])[id] });
                MessageView reply = await person.AskAsync(await person.CreateAsync(), "Write a poem about the sea.");
                reply.Status.ShouldBe(MessageStatus.Failed);
                reply.Error.ShouldNotBeNull().Title.ShouldContain("Privacy mode is on");
            }
        }

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

    [Fact]
    public async Task With_a_proxy_every_kind_of_traffic_goes_through_it_and_nothing_around_it_not_even_a_question_for_a_name()
    {
        await SkipWithoutTracingAsync();
        await using ScriptedServer model = await ScriptedServer.StartAsync();
        model.Fallback = static request => request.Path.EndsWith("/messages", StringComparison.Ordinal) ? ClaudeEvents.Answer("end_turn", ClaudeEvents.Text("By Claude.")) : Answer.Text("By OpenAI.");
        model.Titles = static _ => Answer.Text("A title");
        await using SocksServer proxy = SocksServer.Start(model.Port, "me", "secret");
        string home = _folder["home"];
        Directory.CreateDirectory(home);
        string trace = _folder["trace"];
        await using SapphireServer server = await SapphireServer.StartAsync(new(
            home,
            ["strace", "-D", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o", trace],
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["SAPPHIRE_SETTING_SOCKS_ENABLED"] = "true",
                ["SAPPHIRE_SETTING_SOCKS_HOST"] = "127.0.0.1",
                ["SAPPHIRE_SETTING_SOCKS_PORT"] = proxy.Port.ToString(CultureInfo.InvariantCulture),
                ["SAPPHIRE_SOCKS_USERNAME"] = "me",
                ["SAPPHIRE_SOCKS_PASSWORD"] = "secret",
            },
            []));
        await server.LoginAsync();
        await AskAsync(server, HttpMethod.Put, "api/models/providers/far", Provider("http://far.example/v1", "other"));
        await AskAsync(server, HttpMethod.Put, "api/models/providers/claude", Provider("http://claude.example/v1", "anthropic"));
        await AskAsync(server, HttpMethod.Put, "api/models/providers/address", Provider($"http://{Far}/v1", "groq"));
        object service = new { url = "http://speech.example/v1", model = "m", voices = "alloy", key = (string?)null };
        await AskAsync(server, HttpMethod.Post, "api/speech/recognizer/test", new { service });
        await AskAsync(server, HttpMethod.Post, "api/models/scan", new { });
        await using Person person = await Person.AtAsync(server);
        foreach ((string id, string says) in (IEnumerable<(string, string)>)[("far", "By OpenAI."), ("claude", "By Claude."), ("address", "By OpenAI.")])
        {
            await AskAsync(server, HttpMethod.Put, "api/models/selection", new { selection = id, order = (string[])[id] });
            MessageView reply = await person.AskAsync(await person.CreateAsync(), "Write a poem about the sea.");
            reply.Parts.OfType<TextPart>().ShouldHaveSingleItem().Text.ShouldBe(says);
        }

        // The title of the first chat was asked for in the background.
        await UntilAsync(() => Task.FromResult(model.TitleRequests.Count > 0));
        proxy.Asked.Distinct().ShouldBe(["far.example:80", "claude.example:80", $"{Far}:80", "speech.example:80"], ignoreOrder: true);
        Outgoing(await File.ReadAllTextAsync(trace, Cancel)).ShouldBeEmpty();

        // Without the proxy nothing goes out in another way.
        await proxy.DisposeAsync();
        int asked = model.Requests.Count;
        (await person.AskAsync(await person.CreateAsync(), "And one about the mountains.")).Error.ShouldNotBeNull().Title.ShouldContain("nothing goes out");
        foreach ((string kind, string url) in (IEnumerable<(string, string)>)[("anthropic", "http://claude.example/v1"), ("other", "http://far.example/v1"), ("groq", $"http://{Far}/v1")])
        {
            (await AskAsync(server, HttpMethod.Post, "api/models/test", new { url, key = "k", model = "m", providerId = (string?)null, kind })).ShouldContain("nothing goes out");
        }

        (await AskAsync(server, HttpMethod.Post, "api/speech/recognizer/test", new { service })).ShouldContain("nothing goes out");
        model.Requests.Count.ShouldBe(asked);
        Outgoing(await File.ReadAllTextAsync(trace, Cancel)).ShouldBeEmpty();
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
