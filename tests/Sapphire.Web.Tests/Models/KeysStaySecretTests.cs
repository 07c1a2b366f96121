using System.IO.Compression;
using System.Text;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;

namespace Sapphire.Web.Tests.Models;

/// <summary>Where keys are after a real process has used them in every way: in the environment and in one file of 0600, and nowhere else.</summary>
public sealed class KeysStaySecretTests : IDisposable
{
    private const string Stored = "sk-stored-5b1f0e7c9a";
    private const string FromEnvironment = "sk-environment-77d2c4";
    private const string OfAnother = "sk-token-3c9e51";
    private const string ProxyPassword = "proxy-password-90af12";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task No_key_is_in_a_log_an_answer_an_export_or_a_backup()
    {
        await using ScriptedServer model = await ScriptedServer.StartAsync();
        // It echoes what it was sent, as some servers do when they refuse it.
        model.Fallback = static request => request.Path.EndsWith("/messages", StringComparison.Ordinal)
            ? ClaudeEvents.Error(401, "authentication_error", "invalid x-api-key " + string.Join(' ', request.Headers.Values))
            : Answer.Error(401, "Incorrect API key provided: " + string.Join(' ', request.Headers.Values));
        string home = _folder["home"];
        StringBuilder answers = new();
        string output;
        await using (SapphireServer server = await SapphireServer.StartAsync(
            home,
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["SAPPHIRE_KEY_CLAUDE"] = FromEnvironment,
                ["ANTHROPIC_AUTH_TOKEN"] = OfAnother,
                ["SAPPHIRE_SOCKS_USERNAME"] = "me",
                ["SAPPHIRE_SOCKS_PASSWORD"] = ProxyPassword,
                ["Logging__LogLevel__Default"] = "Trace",
            }))
        {
            await server.LoginAsync();
            async Task AskAsync(HttpMethod method, string path, object? body = null)
            {
                using HttpResponseMessage response = await server.SendAsync(method, path, body);
                foreach (string name in response.Headers.SelectMany(static h => h.Value))
                {
                    answers.Append(name).Append('\n');
                }

                answers.Append(await response.Content.ReadAsStringAsync(Cancel)).Append('\n');
            }

            await AskAsync(HttpMethod.Put, "api/models/providers/one", new { name = "One", url = model.Url, model = "m", enabled = true, key = Stored, kind = "other" });
            await AskAsync(HttpMethod.Put, "api/models/providers/claude", new { name = "Claude", url = model.Url, model = "m", enabled = true, key = (string?)null, kind = "anthropic" });
            await AskAsync(HttpMethod.Put, "api/models/providers/keyless", new { name = "Keyless", url = model.Url, model = "m", enabled = true, key = (string?)null, kind = "anthropic" });
            await AskAsync(HttpMethod.Post, "api/models/test", new { url = model.Url, key = (string?)null, model = "m", providerId = "keyless", kind = "anthropic" });
            await using Person person = await Person.AtAsync(server);
            foreach (string id in (string[])["one", "claude"])
            {
                await AskAsync(HttpMethod.Put, "api/models/selection", new { selection = id, order = (string[])[id] });
                ChatId chat = await person.CreateAsync();
                MessageView reply = await person.AskAsync(chat, "Write a poem about the sea.");
                reply.Status.ShouldBe(MessageStatus.Failed);
                answers.Append(reply.Error);
                await AskAsync(HttpMethod.Get, $"api/chats/{chat}/export?format=json");
                await AskAsync(HttpMethod.Get, $"api/chats/{chat}/export?format=markdown");
                await AskAsync(HttpMethod.Post, "api/models/test", new { url = model.Url, key = (string?)null, model = "m", providerId = id, kind = id == "claude" ? "anthropic" : "other" });
            }

            // Both were used: the one of the file as a bearer's, the one of the environment by Anthropic's protocol.
            model.Requests.Any(static r => r.Headers.GetValueOrDefault("Authorization") == $"Bearer {Stored}").ShouldBeTrue();
            model.Requests.Any(static r => r.Headers.GetValueOrDefault("Authorization") == $"Bearer {FromEnvironment}").ShouldBeTrue();
            // What the environment has for another program goes to nobody.
            model.Requests.Any(static r => r.Headers.Count > 0 && !r.Headers.ContainsKey("Authorization") && r.Headers.ContainsKey("anthropic-version")).ShouldBeTrue();
            model.Requests.ShouldAllBe(static r => !r.Headers.Values.Any(static v => v.Contains(OfAnother, StringComparison.Ordinal)));
            // Bad requests with keys in them, and what the page reads.
            await AskAsync(HttpMethod.Put, "api/models/providers/one", new { name = "", url = "ftp://x", model = "m", enabled = true, key = Stored });
            await AskAsync(HttpMethod.Put, "api/models/providers/one", new { name = "One", url = model.Url, model = "m", enabled = true, key = Stored + "\n" + Stored });
            foreach (string path in (string[])["api/models", "api/models/choices", "api/settings", "api/network/socks", "api/speech", "api/prompts", "api/personas"])
            {
                await AskAsync(HttpMethod.Get, path);
            }

            await AskAsync(HttpMethod.Post, "api/backups", new { });
            await Polling.UntilAsync(() => Directory.Exists(Path.Combine(home, "backups")) && Directory.EnumerateFiles(Path.Combine(home, "backups"), "*.tar.gz").Any(), "there is a backup");
            output = server.Process.Output;
        }

        foreach (string secret in (string[])[Stored, FromEnvironment, ProxyPassword])
        {
            answers.ToString().ShouldNotContain(secret);
            output.ShouldNotContain(secret);
        }

        byte[][] secrets = [.. ((string[])[Stored, FromEnvironment, ProxyPassword]).Select(Encoding.UTF8.GetBytes)];
        string[] holders = [.. Directory.EnumerateFiles(home, "*", SearchOption.AllDirectories)
            // A socket has no bytes.
            .Where(static file => !file.EndsWith(".sock", StringComparison.Ordinal))
            .Where(file => BytesOf(file) is { } bytes && secrets.Any(secret => bytes.AsSpan().IndexOf(secret) >= 0))
            .Select(file => Path.GetRelativePath(home, file))];
        holders.ShouldBe([Path.Combine("secrets", "model-keys.json")]);
        Directory.EnumerateFiles(Path.Combine(home, "logs")).ShouldNotBeEmpty();
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Path.Combine(home, "secrets", "model-keys.json")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private static byte[] BytesOf(string file)
    {
        if (!file.EndsWith(".gz", StringComparison.Ordinal))
        {
            return File.ReadAllBytes(file);
        }

        using FileStream packed = File.OpenRead(file);
        using GZipStream open = new(packed, CompressionMode.Decompress);
        using MemoryStream all = new();
        open.CopyTo(all);
        return all.ToArray();
    }
}
