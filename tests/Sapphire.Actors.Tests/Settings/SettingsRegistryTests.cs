using System.Collections;
using System.Globalization;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Actors.Tests.Settings;

/// <summary>Every setting has a type, a range and a default, and its value comes from the last layer that names it.</summary>
public sealed class SettingsRegistryTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string File => _folder.File("settings.json");

    public static TheoryData<string> Keys => [.. SettingsRegistry.All.Select(static s => s.Key)];

    public void Dispose() => _folder.Dispose();

    private SettingsStore Open(SettingOverrides? overrides = null) => new(File, new ManualTimeProvider(), overrides: overrides);

    private void Write(string content) => System.IO.File.WriteAllText(File, content);

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_definition_is_complete_and_its_default_is_allowed(string key)
    {
        Setting setting = SettingsRegistry.Find(key)!;
        setting.Key.All(static c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_').ShouldBeTrue();
        SettingCategory.All.ShouldContain(setting.Category);
        setting.Title.ShouldNotBeNullOrWhiteSpace();
        setting.Help.ShouldEndWith(".");
        setting.Rule.ShouldStartWith("Expected ");
        setting.TryRead(setting.DefaultValue.ToNode(), out SettingValue? value, out string? problem).ShouldBeTrue(problem);
        value.ShouldBe(setting.DefaultValue);
        if (setting.Kind is SettingKind.Whole or SettingKind.Number)
        {
            setting.Least.ShouldNotBeNull();
            setting.Most.ShouldNotBeNull();
            setting.TryParse((setting.Least.Value - 1).ToString(CultureInfo.InvariantCulture), out _, out problem).ShouldBeFalse();
            problem.ShouldBe(setting.Rule);
            setting.TryParse((setting.Most.Value + 1).ToString(CultureInfo.InvariantCulture), out _, out problem).ShouldBeFalse();
            problem.ShouldBe(setting.Rule);
        }
    }

    [Fact]
    public void Keys_differ() => SettingsRegistry.All.Select(static s => s.Key).Distinct(StringComparer.Ordinal).Count().ShouldBe(SettingsRegistry.All.Length);

    [Fact]
    public void A_key_is_read_in_its_section_at_the_root_and_in_another_section()
    {
        Write("""{ "identity": { "DEFAULT_AI_NAME": "Ada" }, "CONTEXT_LIMIT": 5000, "old": { "MAX_TOOL_ITERATIONS": 3.0, "SOCKS_ENABLED": null } }""");
        using SettingsStore store = Open();
        store.Error.ShouldBeNull();
        store.Current.Get(IdentitySettings.AssistantName).ShouldBe("Ada");
        store.Current.Get(ConversationSettings.ContextLimit).ShouldBe(5000);
        store.Current.Get(ToolSettings.MaxRounds).ShouldBe(3);
        store.Current.Get(NetworkSettings.SocksEnabled).ShouldBeFalse();
        store.Current.Find(ConversationSettings.ContextLimit).Source.ShouldBe(SettingSource.File);
        store.Current.Find(NetworkSettings.SocksEnabled).Source.ShouldBe(SettingSource.Default);
    }

    [Fact]
    public void A_change_is_written_where_the_key_stands_and_loses_nothing()
    {
        Write("""{ "CONTEXT_LIMIT": 5000, "identity": { "NICKNAME": "x" }, "TTS_SERVER_PORT": 5012 }""");
        using SettingsStore store = Open();
        store.Update(static s => s.With(ConversationSettings.ContextLimit, 6000).With(IdentitySettings.UserName, "Kim").With(ToolSettings.MaxRounds, 2));
        JsonNode root = JsonNode.Parse(System.IO.File.ReadAllText(File))!;
        ((int)root["CONTEXT_LIMIT"]!).ShouldBe(6000);
        ((string)root["identity"]!["NICKNAME"]!).ShouldBe("x");
        ((string)root["identity"]!["DEFAULT_USERNAME"]!).ShouldBe("Kim");
        ((int)root["tools"]!["MAX_TOOL_ITERATIONS"]!).ShouldBe(2);
        ((int)root["TTS_SERVER_PORT"]!).ShouldBe(5012);
        store.UnusedKeys.ShouldBe(["NICKNAME", "TTS_SERVER_PORT"]);

        store.Update(static s => s.Without(ToolSettings.MaxRounds).Without(IdentitySettings.UserName).Without(ConversationSettings.ContextLimit));
        root = JsonNode.Parse(System.IO.File.ReadAllText(File))!;
        root["tools"].ShouldBeNull();
        root["CONTEXT_LIMIT"].ShouldBeNull();
        ((string)root["identity"]!["NICKNAME"]!).ShouldBe("x");
        store.Current.Get(ToolSettings.MaxRounds).ShouldBe(ToolSettings.MaxRounds.Default);
        using SettingsStore again = Open();
        again.Current.ShouldBe(store.Current);
    }

    [Theory]
    [InlineData("{ \"llm\": {\n  \"CONTEXT_LIMIT\": -1 } }", 2, 20, "llm.CONTEXT_LIMIT: Expected a whole number from 0 to 10000000 (tokens).")]
    [InlineData("{ \"llm\": {\n  \"CONTEXT_LIMIT\": 1.5 } }", 2, 20, "Expected a whole number")]
    [InlineData("{ \"SOCKS_ENABLED\": \"yes\" }", 1, 20, "SOCKS_ENABLED: Expected true or false.")]
    [InlineData("{ \"identity\": { \"DEFAULT_USERNAME\": \"{x}\" } }", 1, 37, "A name cannot hold { or }.")]
    [InlineData("{ \"PRIVACY_NETWORK_WHITELIST\": [ \"10.0.0.0/99\" ] }", 1, 32, "\"10.0.0.0/99\" is neither an address")]
    [InlineData("{ \"TIMEZONE\": \"Nowhere/At_all\" }", 1, 15, "There is no time zone")]
    [InlineData("{ \"CONTEXT_LIMIT\": 1,\n \"llm\": { \"CONTEXT_LIMIT\": 2 } }", 2, 28, "given twice")]
    public void A_value_that_is_not_allowed_is_told_with_its_place_and_the_last_good_ones_stay(string content, int line, int column, string message)
    {
        Write("""{ "CONTEXT_LIMIT": 777 }""");
        using SettingsStore store = Open();
        Write(content);
        store.Reload();
        store.Error.ShouldNotBeNull();
        store.Error.Message.ShouldContain(message);
        (store.Error.Line, store.Error.Column).ShouldBe((line, column));
        store.Current.Get(ConversationSettings.ContextLimit).ShouldBe(777);
    }

    [Fact]
    public void The_environment_goes_before_the_file_and_the_command_line_before_both()
    {
        Write("""{ "CONTEXT_LIMIT": 1, "MAX_TOOL_ITERATIONS": 2, "SOCKS_PORT": 3 }""");
        SettingOverrides overrides = SettingOverrides.Read(
            new Hashtable { ["SAPPHIRE_SETTING_CONTEXT_LIMIT"] = "10", ["SAPPHIRE_SETTING_MAX_TOOL_ITERATIONS"] = "20", ["SAPPHIRE_SETTING_SOCKS_HOST"] = "", ["PATH"] = "x" },
            ["CONTEXT_LIMIT=100", "PRIVACY_NETWORK_WHITELIST=10.0.0.0/8, ::1", "SOCKS_ENABLED=on"]);
        using SettingsStore store = Open(overrides);
        store.Current.Get(ConversationSettings.ContextLimit).ShouldBe(100);
        store.Current.Get(ToolSettings.MaxRounds).ShouldBe(20);
        store.Current.Get(NetworkSettings.SocksPort).ShouldBe(3);
        store.Current.Get(NetworkSettings.SocksEnabled).ShouldBeTrue();
        store.Current.Get(PrivacySettings.Whitelist).ToArray().ShouldBe(["10.0.0.0/8", "::1"]);
        store.Current.Find(ConversationSettings.ContextLimit).Source.ShouldBe(SettingSource.CommandLine);
        store.Current.Find(ToolSettings.MaxRounds).Source.ShouldBe(SettingSource.Environment);
        store.Current.Find(NetworkSettings.SocksPort).Source.ShouldBe(SettingSource.File);
        store.Current.Find(NetworkSettings.SocksHost).Source.ShouldBe(SettingSource.Default);
    }

    [Fact]
    public void What_the_environment_says_is_never_written_to_the_file()
    {
        Write("""{ "CONTEXT_LIMIT": 1 }""");
        using SettingsStore store = Open(SettingOverrides.Read(new Hashtable { ["SAPPHIRE_SETTING_CONTEXT_LIMIT"] = "10" }, []));
        store.Update(static s => s.With(ToolSettings.MaxRounds, 5));
        ((int)JsonNode.Parse(System.IO.File.ReadAllText(File))!["CONTEXT_LIMIT"]!).ShouldBe(1);
        store.Update(static s => s.With(ConversationSettings.ContextLimit, 2));
        ((int)JsonNode.Parse(System.IO.File.ReadAllText(File))!["CONTEXT_LIMIT"]!).ShouldBe(2);
        store.Current.Get(ConversationSettings.ContextLimit).ShouldBe(10);
    }

    [Fact]
    public void Everything_that_is_wrong_with_the_environment_and_the_command_line_is_told_at_once()
    {
        SettingOverridesException e = Should.Throw<SettingOverridesException>(static () => SettingOverrides.Read(
            new Hashtable { ["SAPPHIRE_SETTING_CONTEXT_LIMT"] = "1", ["SAPPHIRE_SETTING_SOCKS_PORT"] = "70000" },
            ["MAX_TOOL_ITERATIONS=many", "=5"]));
        e.Problems.ShouldBe(
        [
            "SAPPHIRE_SETTING_CONTEXT_LIMT: there is no setting CONTEXT_LIMT. Did you mean CONTEXT_LIMIT?",
            "SAPPHIRE_SETTING_SOCKS_PORT: Expected a whole number from 1 to 65535.",
            "--set MAX_TOOL_ITERATIONS: Expected a whole number from 1 to 100.",
            "--set : write it as --set KEY=VALUE.",
        ]);
    }

    [Fact]
    public void Values_that_cannot_be_set_are_refused_in_code_too()
    {
        Should.Throw<ArgumentException>(static () => AppSettings.Default.With(ToolSettings.MaxRounds, 0)).Message.ShouldContain("MAX_TOOL_ITERATIONS: Expected a whole number from 1 to 100.");
        AppSettings.Default.With(ToolSettings.MaxRounds, 9).ShouldBe(AppSettings.Default.With(ToolSettings.MaxRounds, 9));
        AppSettings.Default.With(ToolSettings.MaxRounds, 9).ShouldNotBe(AppSettings.Default);
    }

    [Fact]
    public void What_a_process_started_with_stays_known()
    {
        Write("""{ "START_IN_PRIVACY_MODE": true }""");
        using SettingsStore store = Open();
        store.Update(static s => s.With(PrivacySettings.StartInPrivacyMode, false));
        store.AtStart.Get(PrivacySettings.StartInPrivacyMode).ShouldBeTrue();
        store.Current.Get(PrivacySettings.StartInPrivacyMode).ShouldBeFalse();
    }

    [Fact]
    public void Any_changes_read_back_as_they_were_written() => Prop.ForAll<int>(static seed =>
    {
        Random random = new(seed);
        JsonObject root = random.Next(2) == 0 ? new JsonObject { ["CONTEXT_LIMIT"] = 1, ["keep"] = "me" } : [];
        bool keeps = root.Count > 0;
        AppSettings settings = SettingsJson.Read("settings.json", SettingsJson.Write(root)).Settings;
        for (int i = 0; i < 30; i++)
        {
            Setting setting = SettingsRegistry.All[random.Next(SettingsRegistry.All.Length)];
            settings = random.Next(3) == 0 ? settings.Without(setting) : settings with { Values = settings.Values.Set(setting.Key, setting.DefaultValue) };
            (AppSettings read, root) = SettingsJson.Read("settings.json", SettingsJson.Write(SettingsJson.Merge(root, settings)));
            if (read != settings || (keeps && (string?)root["keep"] != "me"))
            {
                return false;
            }
        }

        return true;
    }).QuickCheckThrowOnFailure();
}
