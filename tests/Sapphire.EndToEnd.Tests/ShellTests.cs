using System.Text.Json;
using Microsoft.Playwright;
using Sapphire.EndToEnd.Tests.Support;
using Sapphire.Web.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sapphire.EndToEnd.Tests;

/// <summary>What is around the pages: navigation, command palette, shortcuts, appearance. With SAPPHIRE_EVIDENCE=1 its pictures are written anew.</summary>
public sealed class ShellTests(Chromium chromium) : EndToEndTest(chromium)
{
    private static readonly BrowserNewContextOptions Phone = new() { ViewportSize = new() { Width = 360, Height = 740 }, IsMobile = true, HasTouch = true, ColorScheme = ColorScheme.Dark };

    [Fact]
    public async Task The_rail_leads_to_every_page_and_back_to_the_chat()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);
        await visit.SayAsync("What is 3 times 3?");
        await visit.LastReplyIsAsync("completed");
        string chat = visit.ChatId;
        foreach (string page in (string[])["prompts", "personas", "models", "dashboard", "cluster", "settings"])
        {
            await visit.Find($"nav-{page}").ClickAsync();
            await Expect(visit.Find($"{page}-page")).ToBeVisibleAsync();
            await Expect(visit.Find($"nav-{page}")).ToHaveAttributeAsync("aria-current", "page");
            visit.Page.Url.ShouldContain($"/{page}");
        }

        // The address of a page is its own, and the browser's way back leads back.
        await visit.Page.ReloadAsync();
        await Expect(visit.Find("settings-page")).ToBeVisibleAsync();
        await visit.Page.GoBackAsync();
        await Expect(visit.Find("cluster-page")).ToBeVisibleAsync();
        await visit.Page.GoForwardAsync();
        await visit.Page.GoBackAsync();
        for (int i = 0; i < 5; i++)
        {
            await visit.Page.GoBackAsync();
        }

        await Expect(visit.LastReply).ToBeVisibleAsync();
        visit.ChatId.ShouldBe(chat);
        await visit.Find("nav-dashboard").ClickAsync();
        await visit.Find("nav-chat").ClickAsync();
        await visit.LastReplySaysAsync("9");
        visit.ChatId.ShouldBe(chat);
    }

    [Fact]
    public async Task On_a_phone_the_pages_are_in_the_drawer()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server, "/", Phone);
        await visit.Find("sidebar-toggle").TapAsync();
        await Expect(visit.Find("nav-dashboard")).ToBeVisibleAsync();
        await Look.IsSoundAsync(visit, "drawer with pages");
        await Look.PictureAsync(visit, "pages-dark-360.png");
        await visit.Find("nav-dashboard").TapAsync();
        await Expect(visit.Find("dashboard-page")).ToBeVisibleAsync();
        await Expect(visit.Find("nav-dashboard")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_palette_finds_chats_pages_actions_and_messages_by_the_keyboard_alone()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);
        await visit.SayAsync("What is 12 times 12?");
        await visit.LastReplyIsAsync("completed");
        string? message = await visit.LastReply.GetAttributeAsync("data-message-id");
        string chat = visit.ChatId;

        // A page by a part of its name.
        await visit.Page.Keyboard.PressAsync("Control+k");
        await Expect(visit.Find("palette-input")).ToBeFocusedAsync();
        await Look.IsSoundAsync(visit, "palette");
        await Look.PictureAsync(visit, "palette.png");
        await visit.Page.Keyboard.TypeAsync("dashb");
        await Expect(visit.Find("palette-item").First).ToHaveAttributeAsync("data-item", "action/go.dashboard");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Find("dashboard-page")).ToBeVisibleAsync();
        await Expect(visit.Find("palette")).ToHaveCountAsync(0);

        // A message by its words.
        await visit.Page.Keyboard.PressAsync("Control+k");
        await visit.Page.Keyboard.TypeAsync("144");
        ILocator found = visit.Page.Locator($"[data-item='message/{chat}/{message}']");
        await Expect(found).ToBeVisibleAsync();
        await Expect(found).ToHaveAttributeAsync("aria-selected", "true");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator($"[data-message-id='{message}'][data-testid='message']")).ToHaveAttributeAsync("data-found", "true");

        // An action that takes the focus; what was used stands first.
        await visit.Page.Keyboard.PressAsync("Control+k");
        await Expect(visit.Find("palette-item").First).ToHaveAttributeAsync("data-item", "action/go.dashboard");
        await visit.Page.Keyboard.TypeAsync("new chat");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Find("empty-chat")).ToBeVisibleAsync();
        await Expect(visit.Composer).ToBeFocusedAsync();

        // Nothing, and the way out: the focus is where it was.
        await visit.Page.Keyboard.PressAsync("Control+k");
        await visit.Page.Keyboard.TypeAsync("no such thing anywhere");
        await Expect(visit.Find("palette-status")).ToContainTextAsync("Nothing fits.");
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Find("palette-input")).ToHaveValueAsync("");
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Find("palette")).ToHaveCountAsync(0);
        await Expect(visit.Composer).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_palette_on_a_phone_in_the_dark()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server, "/", Phone);
        await visit.Find("header-menu").TapAsync();
        await visit.Find("open-palette").TapAsync();
        await Expect(visit.Find("palette-item").First).ToBeVisibleAsync();
        await Look.IsSoundAsync(visit, "palette on a phone");
        await Look.PictureAsync(visit, "palette-dark-360.png");
        await visit.Find("palette-input").FillAsync("cluster");
        await visit.Find("palette-item").First.TapAsync();
        await Expect(visit.Find("cluster-page")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_sheet_lists_the_keys_that_work_and_a_dialog_gives_the_focus_back()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);
        await visit.Find("new-chat").FocusAsync();
        await visit.Page.Keyboard.PressAsync("?");
        await Expect(visit.Page.Locator("[data-testid='shortcut'][data-shortcut='Mod+K']")).ToContainTextAsync("Ctrl");
        await Look.IsSoundAsync(visit, "shortcuts");
        await Look.PictureAsync(visit, "shortcuts.png");
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Find("shortcuts")).ToHaveCountAsync(0);
        await Expect(visit.Find("new-chat")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_appearance_is_changed_at_once_kept_and_accessible_in_other_colours()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);
        await visit.SayAsync("What is 3 times 3?");
        await visit.LastReplyIsAsync("completed");
        await visit.Find("header-menu").ClickAsync();
        await visit.Find("open-appearance").ClickAsync();
        await Expect(visit.Find("palette-card")).ToHaveCountAsync(14);
        await Look.IsSoundAsync(visit, "appearance");
        await Look.PictureAsync(visit, "appearance.png");
        foreach ((string palette, string scheme) in ((string, string)[])[("mustard", "light"), ("synthwave", "dark"), ("terminal", "dark"), ("contrast", "dark")])
        {
            await visit.Page.Locator($"[data-palette='{palette}']").ClickAsync();
            await visit.Find("appearance-scheme").GetByText(scheme == "light" ? "Light" : "Dark", new() { Exact = true }).ClickAsync();
            await visit.Find("appearance-close").ClickAsync();
            await Expect(visit.Find("appearance-dialog")).ToHaveCountAsync(0);
            await Look.IsSoundAsync(visit, $"{palette} {scheme}");
            await visit.Find("header-menu").ClickAsync();
            await visit.Find("open-appearance").ClickAsync();
        }

        await visit.Page.Locator("[data-palette='synthwave']").ClickAsync();
        await visit.Find("appearance-size").GetByText("125%").ClickAsync();
        await visit.Find("appearance-close").ClickAsync();
        await visit.Page.ReloadAsync();
        await visit.LastReplyIsAsync("completed");
        (await visit.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor")).ShouldBe("rgb(23, 16, 43)");
        (await visit.Page.EvaluateAsync<string>("() => getComputedStyle(document.querySelector('[data-testid=message-text]').parentElement).fontSize")).ShouldBe("20px");
        await Look.PictureAsync(visit, "synthwave.png");
    }

    [Fact]
    public async Task The_list_of_chats_is_made_wider_and_stays_so()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);
        ILocator handle = visit.Find("sidebar-handle");
        LocatorBoundingBoxResult before = (await handle.BoundingBoxAsync())!;
        await visit.Page.Mouse.MoveAsync(before.X, 300);
        await visit.Page.Mouse.DownAsync();
        await visit.Page.Mouse.MoveAsync(before.X + 80, 300, new() { Steps = 4 });
        await visit.Page.Mouse.UpAsync();
        await Expect(handle).ToHaveAttributeAsync("aria-valuenow", "364");
        await handle.FocusAsync();
        await visit.Page.Keyboard.PressAsync("ArrowLeft");
        await Expect(handle).ToHaveAttributeAsync("aria-valuenow", "348");
        await visit.Page.ReloadAsync();
        await Expect(handle).ToHaveAttributeAsync("aria-valuenow", "348");
    }

    [Fact]
    public async Task The_page_can_be_installed()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);
        string? address = await visit.Page.Locator("link[rel='manifest']").GetAttributeAsync("href");
        JsonElement manifest = await visit.Page.EvaluateAsync<JsonElement>("async address => (await fetch(address)).json()", address);
        manifest.GetProperty("display").GetString().ShouldBe("standalone");
        foreach (JsonElement icon in manifest.GetProperty("icons").EnumerateArray())
        {
            string size = icon.GetProperty("sizes").GetString()!;
            string shown = await visit.Page.EvaluateAsync<string>("async src => { const i = new Image(); i.src = src; await i.decode(); return `${i.naturalWidth}x${i.naturalHeight}`; }", icon.GetProperty("src").GetString());
            if (size != "any")
            {
                shown.ShouldBe(size);
            }
        }
    }
}
