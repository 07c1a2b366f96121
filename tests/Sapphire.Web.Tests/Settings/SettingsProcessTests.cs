using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Sapphire.Web.Cli;
using Sapphire.Web.Tests.Support;

namespace Sapphire.Web.Tests.Settings;

/// <summary>Settings as an operator has them: the verb, the command line, and a restart of the process.</summary>
public sealed class SettingsProcessTests : IDisposable
{
    private readonly TemporaryHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task The_verb_gets_sets_and_unsets_without_a_server()
    {
        (int status, string output, string errors) = await SapphireProcess.RunAsync(null, "config", "set", "DEFAULT_AI_NAME", "Ada", "--home", _home.Root);
        status.ShouldBe(0, errors);
        output.Trim().ShouldBe("DEFAULT_AI_NAME = \"Ada\" (settings.json). It applies at once.");
        (await SapphireProcess.RunAsync(null, "config", "get", "DEFAULT_AI_NAME", "--home", _home.Root)).Output.Trim().ShouldBe("Ada");
        (await SapphireProcess.RunAsync(null, "config", "show", "--home", _home.Root)).Output.ShouldContain("# DEFAULT_AI_NAME = \"Ada\"");
        (status, _, errors) = await SapphireProcess.RunAsync(null, "config", "set", "SOCKS_PORT", "0", "--home", _home.Root);
        (status, errors.Trim()).ShouldBe((ExitStatus.Usage, "sapphire: SOCKS_PORT: Expected a whole number from 1 to 65535."));
        (status, _, errors) = await SapphireProcess.RunAsync(null, "config", "get", "SOCKS_PRT", "--home", _home.Root);
        (status, errors.Trim()).ShouldBe((ExitStatus.Usage, "sapphire: There is no setting SOCKS_PRT. Did you mean SOCKS_PORT?"));
        (await SapphireProcess.RunAsync(null, "config", "unset", "DEFAULT_AI_NAME", "--home", _home.Root)).Status.ShouldBe(0);
        (await SapphireProcess.RunAsync(null, "config", "get", "DEFAULT_AI_NAME", "--home", _home.Root)).Output.Trim().ShouldBe("Sapphire");
    }

    [Fact]
    public async Task A_setting_on_the_command_line_that_is_none_ends_the_start()
    {
        (int status, _, string errors) = await SapphireProcess.RunAsync(null, "run", "--port", "0", "--home", _home.Root, "--set", "CONTEXT_LIMIT=lots");
        (status, errors.Trim()).ShouldBe((ExitStatus.Configuration, "sapphire: --set CONTEXT_LIMIT: Expected a whole number from 0 to 10000000 (tokens)."));
    }

    [Fact]
    public async Task A_restart_keeps_the_process_the_ports_the_login_and_the_command_line()
    {
        await using SapphireProcess server = await SapphireProcess.ServeAsync(_home.Root, "--port", "0", "--set", "CONTEXT_LIMIT=1234");
        using Visitor visitor = new(new Uri(server.LoopbackAddress));
        (await visitor.PostAsync("/api/setup", new { password = TestServer.Password, link = (string?)null })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (DateTimeOffset started, int limit) = (await SettingsAsync(visitor))!.Value;
        limit.ShouldBe(1234);
        (await SapphireProcess.RunAsync(null, "config", "get", "CONTEXT_LIMIT", "--home", _home.Root)).Output.Trim().ShouldBe("1234");

        (await visitor.PostAsync("/api/restart", new { })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (DateTimeOffset Started, int Limit)? after = null;
        await Eventually.TrueAsync(async () => (after = await SettingsAsync(visitor)) is { } now && now.Started > started, "the server is back with the login");
        after!.Value.Limit.ShouldBe(1234);
        server.Output.ShouldContain("Restarting …");
        server.Signal(15);
        (await server.EndAsync()).ShouldBe(0, server.Errors);
    }

    // Null while nobody answers.
    private static async Task<(DateTimeOffset Started, int Limit)?> SettingsAsync(Visitor visitor)
    {
        try
        {
            using HttpResponseMessage response = await visitor.GetAsync("/api/settings");
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return null;
            }

            JsonElement view = await response.Content.ReadFromJsonAsync<JsonElement>();
            return (view.GetProperty("startedAt").GetDateTimeOffset(), view.GetProperty("settings").EnumerateArray().Single(static s => s.GetProperty("key").GetString() == "CONTEXT_LIMIT").GetProperty("value").GetInt32());
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
