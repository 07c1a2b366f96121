using System.Collections;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Web.Contracts;
using Sapphire.Web.Hosting;
using Sapphire.Web.Json;
using Sapphire.Web.Tests.Support;

namespace Sapphire.Web.Tests.Settings;

/// <summary>The routes of the Settings page, against the real server.</summary>
public sealed class SettingsEndpointsTests : IDisposable
{
    private readonly TemporaryHome _home = new();

    public void Dispose() => _home.Dispose();

    private static async Task<SettingsView> ViewAsync(HttpResponseMessage response)
    {
        using (response)
        {
            string text = await response.Content.ReadAsStringAsync();
            response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
            return JsonSerializer.Deserialize<SettingsView>(text, JsonDefaults.Options)!;
        }
    }

    private static async Task<string> RefusedAsync(Visitor visitor, HttpStatusCode status, HttpMethod method, string path, object? body)
    {
        using HttpResponseMessage response = await visitor.SendAsync(method, path, body is null ? null : JsonContent.Create(body));
        response.StatusCode.ShouldBe(status, await response.Content.ReadAsStringAsync());
        (string title, string detail) = await Visitor.ProblemAsync(response);
        return $"{title} {detail}";
    }

    private static SettingView Of(SettingsView view, Setting setting) => view.Settings.Single(s => s.Key == setting.Key);

    private static Task<HttpResponseMessage> PutAsync(Visitor visitor, string key, object? value) =>
        visitor.SendAsync(HttpMethod.Put, $"/api/settings/{key}", JsonContent.Create(new { value }));

    [Fact]
    public async Task Every_setting_is_shown_with_its_value_its_source_and_its_rule()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        using Visitor visitor = await server.LoggedInAsync();
        SettingsView view = await ViewAsync(await visitor.GetAsync("/api/settings"));
        view.Settings.Select(static s => s.Key).ShouldBe(SettingsRegistry.All.Select(static s => s.Key));
        view.Categories.Select(static c => c.Id).ShouldBe(SettingCategory.All.Select(static c => c.Id));
        view.Settings.ShouldAllBe(static s => s.Source == "default" && !s.Changed && !s.Pending && s.SetBy == "");
        view.Problem.ShouldBeNull();
        view.RestartNeeded.ShouldBeFalse();
        SettingView limit = Of(view, ConversationSettings.ContextLimit);
        (limit.Kind, limit.Value.GetInt32(), limit.Least, limit.Unit, limit.Applies).ShouldBe(("whole", 32000, 0, "tokens", "atOnce"));
        Of(view, PrivacySettings.Whitelist).Value.EnumerateArray().First().GetString().ShouldBe("127.0.0.1");
    }

    [Fact]
    public async Task A_value_that_is_the_default_is_no_change_from_it()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        using Visitor visitor = await server.LoggedInAsync();
        Of(await ViewAsync(await PutAsync(visitor, "CONTEXT_LIMIT", 5000)), ConversationSettings.ContextLimit).Changed.ShouldBeTrue();
        SettingView back = Of(await ViewAsync(await PutAsync(visitor, "CONTEXT_LIMIT", 32000)), ConversationSettings.ContextLimit);
        (back.Value.GetInt32(), back.Changed).ShouldBe((32000, false));
    }

    [Fact]
    public async Task A_change_is_in_force_and_in_the_file_when_it_is_answered_and_a_reset_takes_it_back()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        using Visitor visitor = await server.LoggedInAsync();
        SettingsStore store = server.Host.Services.GetRequiredService<SettingsStore>();
        SettingView changed = Of(await ViewAsync(await PutAsync(visitor, "DEFAULT_AI_NAME", "Ada")), IdentitySettings.AssistantName);
        (changed.Value.GetString(), changed.Source, changed.Changed, changed.Default.GetString()).ShouldBe(("Ada", "file", true, "Sapphire"));
        store.Current.Get(IdentitySettings.AssistantName).ShouldBe("Ada");
        (await File.ReadAllTextAsync(_home.Folder.SettingsFile)).ShouldContain("\"DEFAULT_AI_NAME\": \"Ada\"");

        await ViewAsync(await visitor.SendAsync(HttpMethod.Put, "/api/settings", JsonContent.Create(new { values = new Dictionary<string, object?> { ["CONTEXT_LIMIT"] = 5000, ["DEFAULT_AI_NAME"] = null, ["PRIVACY_NETWORK_WHITELIST"] = new[] { "::1" } } })));
        store.Current.Get(ConversationSettings.ContextLimit).ShouldBe(5000);
        store.Current.Get(IdentitySettings.AssistantName).ShouldBe("Sapphire");
        store.Current.Get(PrivacySettings.Whitelist).ToArray().ShouldBe(["::1"]);

        Of(await ViewAsync(await visitor.SendAsync(HttpMethod.Delete, "/api/settings?category=llm", null)), ConversationSettings.ContextLimit).Changed.ShouldBeFalse();
        store.Current.Get(PrivacySettings.Whitelist).ToArray().ShouldBe(["::1"]);
        await ViewAsync(await visitor.SendAsync(HttpMethod.Delete, "/api/settings/PRIVACY_NETWORK_WHITELIST", null));
        store.Current.Get(PrivacySettings.Whitelist).ToArray().ShouldBe(PrivacySettings.Whitelist.Default.ToArray());
        await ViewAsync(await PutAsync(visitor, "SOCKS_PORT", 9050));
        (await ViewAsync(await visitor.SendAsync(HttpMethod.Delete, "/api/settings", null))).Settings.ShouldAllBe(static s => !s.Changed);
    }

    [Fact]
    public async Task A_wrong_value_names_the_range_and_changes_nothing()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        using Visitor visitor = await server.LoggedInAsync();
        (await RefusedAsync(visitor, HttpStatusCode.BadRequest, HttpMethod.Put, "/api/settings/SOCKS_PORT", new { value = 70000 })).ShouldContain("Expected a whole number from 1 to 65535.");
        (await RefusedAsync(visitor, HttpStatusCode.BadRequest, HttpMethod.Put, "/api/settings/SOCKS_ENABLED", new { value = "yes" })).ShouldContain("Expected true or false.");
        (await RefusedAsync(visitor, HttpStatusCode.NotFound, HttpMethod.Put, "/api/settings/NOPE", new { value = 1 })).ShouldContain("There is no setting \"NOPE\".");
        (await RefusedAsync(visitor, HttpStatusCode.NotFound, HttpMethod.Delete, "/api/settings?category=nope", null)).ShouldContain("identity");
        (await RefusedAsync(visitor, HttpStatusCode.BadRequest, HttpMethod.Put, "/api/settings", new { values = new Dictionary<string, int> { ["CONTEXT_LIMIT"] = 5, ["SOCKS_PORT"] = 0 } })).ShouldContain("SOCKS_PORT");
        (await RefusedAsync(visitor, HttpStatusCode.BadRequest, HttpMethod.Put, "/api/settings", new { })).ShouldContain("No setting is named.");
        (await ViewAsync(await visitor.GetAsync("/api/settings"))).Settings.ShouldAllBe(static s => !s.Changed);
        File.Exists(_home.Folder.SettingsFile).ShouldBeFalse();
    }

    [Fact]
    public async Task What_the_environment_sets_is_told_and_cannot_be_changed()
    {
        SettingOverrides overrides = SettingOverrides.Read(new Hashtable { ["SAPPHIRE_SETTING_SOCKS_PORT"] = "9050" }, ["MAX_TOOL_ITERATIONS=2"]);
        await using TestServer server = await TestServer.StartAsync(_home, options => options with { Settings = overrides });
        using Visitor visitor = await server.LoggedInAsync();
        SettingsView view = await ViewAsync(await visitor.GetAsync("/api/settings"));
        SettingView port = Of(view, NetworkSettings.SocksPort);
        (port.Value.GetInt32(), port.Source, port.SetBy).ShouldBe((9050, "environment", "SAPPHIRE_SETTING_SOCKS_PORT"));
        SettingView rounds = Of(view, ToolSettings.MaxRounds);
        (rounds.Value.GetInt32(), rounds.Source, rounds.SetBy).ShouldBe((2, "commandLine", "--set MAX_TOOL_ITERATIONS"));
        (await RefusedAsync(visitor, HttpStatusCode.Conflict, HttpMethod.Put, "/api/settings/SOCKS_PORT", new { value = 1 })).ShouldContain("SAPPHIRE_SETTING_SOCKS_PORT gives its value");
    }

    [Fact]
    public async Task A_broken_file_is_told_with_its_line_and_the_last_good_settings_stay()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        using Visitor visitor = await server.LoggedInAsync();
        await ViewAsync(await PutAsync(visitor, "CONTEXT_LIMIT", 5000));
        SettingsStore store = server.Host.Services.GetRequiredService<SettingsStore>();
        await File.WriteAllTextAsync(_home.Folder.SettingsFile, "{\n \"CONTEXT_LIMIT\": \"x\" }");
        await Eventually.TrueAsync(() => store.Error is not null, "the broken file is seen");
        SettingsView view = await ViewAsync(await visitor.GetAsync("/api/settings"));
        view.Problem!.Message.ShouldStartWith("settings.json, line 2, column 19: CONTEXT_LIMIT: Expected a whole number");
        view.Problem.Line.ShouldBe(2);
        Of(view, ConversationSettings.ContextLimit).Value.GetInt32().ShouldBe(5000);

        await File.WriteAllTextAsync(_home.Folder.SettingsFile, "{ \"CONTEXT_LIMIT\": 6000, \"OLD_KEY\": 1 }");
        await Eventually.TrueAsync(() => store.Error is null && store.Current.Get(ConversationSettings.ContextLimit) == 6000, "the repaired file is in force");
        (await ViewAsync(await visitor.GetAsync("/api/settings"))).Unused.ShouldBe(["OLD_KEY"]);
    }

    [Fact]
    public async Task A_setting_that_applies_at_a_restart_waits_for_it_and_says_so()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        using Visitor visitor = await server.LoggedInAsync();
        SettingsView view = await ViewAsync(await PutAsync(visitor, "START_IN_PRIVACY_MODE", true));
        view.RestartNeeded.ShouldBeTrue();
        Of(view, PrivacySettings.StartInPrivacyMode).Pending.ShouldBeTrue();
        (await ViewAsync(await visitor.SendAsync(HttpMethod.Delete, "/api/settings/START_IN_PRIVACY_MODE", null))).RestartNeeded.ShouldBeFalse();
        (await ViewAsync(await PutAsync(visitor, "CONTEXT_LIMIT", 1))).RestartNeeded.ShouldBeFalse();
    }

    [Fact]
    public async Task A_visitor_without_a_login_sees_and_changes_nothing()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        using Visitor owner = await server.LoggedInAsync();
        using Visitor stranger = server.Local();
        (await stranger.GetAsync("/api/settings")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await PutAsync(stranger, "SOCKS_ENABLED", true)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await stranger.PostAsync("/api/restart", new { })).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        server.Host.Services.GetRequiredService<RestartControl>().IsRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task A_restart_is_answered_and_then_stops_the_server()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        using Visitor visitor = await server.LoggedInAsync();
        (await visitor.PostAsync("/api/restart", new { })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Eventually.TrueAsync(() => server.Host.Stopping.IsCancellationRequested, "the server stops");
        server.Host.Services.GetRequiredService<RestartControl>().IsRequested.ShouldBeTrue();
    }
}
