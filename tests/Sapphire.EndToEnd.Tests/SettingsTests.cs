using System.Text.Json;
using Microsoft.Playwright;
using Sapphire.EndToEnd.Tests.Support;
using Sapphire.Web.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sapphire.EndToEnd.Tests;

/// <summary>The Settings page as a person uses it. With SAPPHIRE_EVIDENCE=1 its pictures are written anew.</summary>
public sealed class SettingsTests(Chromium chromium) : EndToEndTest(chromium)
{
    private static ILocator Row(Visit visit, string key) => visit.Page.Locator($"[data-testid='setting'][data-key='{key}']");

    private static ILocator Field(Visit visit, string key) => visit.Page.Locator($"#setting-{key}");

    private string SettingsFile => Path.Combine(Home, "settings.json");

    [Fact]
    public async Task A_setting_is_found_changed_undone_and_reset_and_the_file_follows_both_ways()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server, "/settings");
        await Expect(Row(visit, "DEFAULT_AI_NAME")).ToHaveAttributeAsync("data-changed", "false");
        await visit.Find("settings-search").FillAsync("default_ai");
        await Expect(visit.Find("setting")).ToHaveCountAsync(1);
        await Field(visit, "DEFAULT_AI_NAME").FillAsync("Ada");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(Row(visit, "DEFAULT_AI_NAME")).ToHaveAttributeAsync("data-source", "file");
        await Eventually.TrueAsync(async () => File.Exists(SettingsFile) && (await File.ReadAllTextAsync(SettingsFile)).Contains("\"Ada\"", StringComparison.Ordinal), "the file has it");
        await Look.IsSoundAsync(visit, "settings found");

        await visit.Find("undo-setting").ClickAsync();
        await Expect(Field(visit, "DEFAULT_AI_NAME")).ToHaveValueAsync("Sapphire");

        // An editor is as good as the page, within two seconds and the page's next look.
        await File.WriteAllTextAsync(SettingsFile, """{ "identity": { "DEFAULT_AI_NAME": "Bea" }, "MY_OWN": 1 }""");
        await Expect(Field(visit, "DEFAULT_AI_NAME")).ToHaveValueAsync("Bea");
        await visit.Find("settings-search").FillAsync("");
        await Expect(visit.Find("settings-unused")).ToContainTextAsync("MY_OWN");
        await Row(visit, "DEFAULT_AI_NAME").GetByTestId("setting-reset").ClickAsync();
        await Expect(Row(visit, "DEFAULT_AI_NAME")).ToHaveAttributeAsync("data-changed", "false");
        await Eventually.TrueAsync(async () => (await File.ReadAllTextAsync(SettingsFile)) is var text && !text.Contains("Bea", StringComparison.Ordinal) && text.Contains("MY_OWN", StringComparison.Ordinal), "the file has lost it alone");
        await Look.PictureAsync(visit, "settings.png");
    }

    [Fact]
    public async Task Wrong_values_a_broken_file_and_the_environment_are_told_in_words()
    {
        SapphireServer server = await StartServerAsync("--port", "0", "--set", "MAX_TOOL_ITERATIONS=3");
        Visit visit = await OpenLoggedInAsync(server, "/settings/llm");
        await Field(visit, "CONTEXT_LIMIT").FillAsync("-5");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(Row(visit, "CONTEXT_LIMIT")).ToContainTextAsync("Expected a whole number from 0 to 10000000");
        await Expect(Field(visit, "CONTEXT_LIMIT")).ToHaveValueAsync("-5");
        await Look.IsSoundAsync(visit, "a wrong value");
        await visit.Page.Keyboard.PressAsync("Escape");

        await File.WriteAllTextAsync(SettingsFile, "{\n  \"CONTEXT_LIMIT\": \"many\"\n}");
        await Expect(visit.Find("settings-broken")).ToContainTextAsync("line 2, column 20");
        await Look.IsSoundAsync(visit, "a broken file");
        await Look.PictureAsync(visit, "settings-broken.png");
        await File.WriteAllTextAsync(SettingsFile, "{}");
        await Expect(visit.Find("settings-broken")).ToHaveCountAsync(0);

        await visit.Page.Locator("[data-testid='settings-category'][data-category='tools']").ClickAsync();
        await Expect(Field(visit, "MAX_TOOL_ITERATIONS")).ToBeDisabledAsync();
        await Expect(Row(visit, "MAX_TOOL_ITERATIONS").GetByTestId("setting-fixed")).ToContainTextAsync("--set MAX_TOOL_ITERATIONS");
    }

    [Fact]
    public async Task The_page_restarts_sapphire_and_goes_on_with_the_same_login()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server, "/settings/privacy");
        visit.Allow([.. Visit.NetworkErrors, Visit.UnknownConnection]);
        await Row(visit, "START_IN_PRIVACY_MODE").Locator("label").First.ClickAsync();
        await Expect(visit.Find("restart-needed")).ToContainTextAsync("Start in privacy mode");
        await Look.IsSoundAsync(visit, "a restart that is needed");
        await visit.Find("restart").First.ClickAsync();
        await Expect(visit.Find("toast").Last).ToContainTextAsync("Sapphire has restarted.", new() { Timeout = 60_000 });
        await Expect(visit.Find("restart-needed")).ToHaveCountAsync(0);
        await visit.ConnectedAsync(60_000);
        await Expect(Field(visit, "START_IN_PRIVACY_MODE")).ToBeCheckedAsync();
    }

    [Fact]
    public async Task Everything_is_reset_after_the_word_and_comes_back_by_an_undo()
    {
        SapphireServer server = await StartServerAsync();
        await File.WriteAllTextAsync(SettingsFile, """{ "CONTEXT_LIMIT": 1234, "DEFAULT_USERNAME": "Kim" }""");
        Visit visit = await OpenLoggedInAsync(server, "/settings/danger");
        await visit.Find("reset-all").ClickAsync();
        await Expect(visit.Find("reset-word")).ToBeFocusedAsync();
        await Expect(visit.Find("reset-all-yes")).ToBeDisabledAsync();
        await visit.Page.Keyboard.TypeAsync("reset");
        await Look.IsSoundAsync(visit, "the danger zone");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Find("reset-all")).ToBeDisabledAsync();
        await visit.Find("undo-settings").ClickAsync();
        await Expect(visit.Find("reset-all")).ToBeEnabledAsync();
        // The page shows it before it is stored.
        JsonElement file = default;
        await Eventually.TrueAsync(
            async () => (file = JsonElement.Parse(await File.ReadAllTextAsync(SettingsFile))).TryGetProperty("identity", out _),
            "the settings are back in the file");
        file.GetProperty("llm").GetProperty("CONTEXT_LIMIT").GetInt32().ShouldBe(1234);
        file.GetProperty("identity").GetProperty("DEFAULT_USERNAME").GetString().ShouldBe("Kim");
    }

    [Fact]
    public async Task A_backup_is_made_checked_and_deleted_in_the_page()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server, "/settings/backups");
        await Expect(visit.Find("backups-empty")).ToBeVisibleAsync();
        await visit.Find("backup-create").ClickAsync();
        await Expect(visit.Find("backup")).ToHaveCountAsync(1);
        await Expect(visit.Find("backup-outcome")).ToHaveAttributeAsync("data-ok", "true");
        await visit.Find("backup-verify").ClickAsync();
        await Expect(visit.Find("backup-outcome")).ToContainTextAsync("is whole");
        await Look.IsSoundAsync(visit, "backups");
        await Look.PictureAsync(visit, "backups.png");
        await visit.Find("backup-delete").ClickAsync();
        await visit.Find("backup-delete-yes").ClickAsync();
        await Expect(visit.Find("backups-empty")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Dark)]
    [InlineData(ColorScheme.Light)]
    public async Task Every_category_is_sound_on_a_phone(ColorScheme scheme)
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server, "/settings", new() { ViewportSize = new() { Width = 360, Height = 740 }, IsMobile = true, HasTouch = true, ColorScheme = scheme });
        ILocator categories = visit.Find("settings-category");
        await Expect(categories.First).ToBeVisibleAsync();
        int count = await categories.CountAsync();
        for (int i = 0; i < count; i++)
        {
            await categories.Nth(i).TapAsync();
            await Expect(categories.Nth(i)).ToHaveAttributeAsync("aria-current", "page");
            await Look.IsSoundAsync(visit, $"settings {await categories.Nth(i).GetAttributeAsync("data-category")} on a phone");
        }

        await categories.First.TapAsync();
        await Look.PictureAsync(visit, $"settings-{scheme.ToString().ToLowerInvariant()}-360.png");
    }

    [Fact]
    public async Task Every_category_is_sound_in_the_dark_and_reached_by_the_palette()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server, "/settings", new() { ColorScheme = ColorScheme.Dark });
        ILocator categories = visit.Find("settings-category");
        await Expect(categories.First).ToBeVisibleAsync();
        for (int i = 0; i < await categories.CountAsync(); i++)
        {
            await categories.Nth(i).ClickAsync();
            await Look.IsSoundAsync(visit, $"settings {await categories.Nth(i).GetAttributeAsync("data-category")}");
        }

        await Look.PictureAsync(visit, "settings-dark.png");
        await visit.Page.Keyboard.PressAsync("Control+k");
        await visit.Page.Keyboard.TypeAsync("Proxy port");
        await Expect(visit.Page.GetByRole(AriaRole.Option, new() { Name = "Proxy port" }).First).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(Field(visit, "SOCKS_PORT")).ToBeFocusedAsync();
    }
}
