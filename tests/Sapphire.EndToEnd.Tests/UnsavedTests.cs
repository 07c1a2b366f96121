using Microsoft.Playwright;
using Sapphire.EndToEnd.Tests.Support;
using Sapphire.Web.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sapphire.EndToEnd.Tests;

/// <summary>Nothing that was typed is lost, and nothing that others have saved is overwritten unseen.</summary>
public sealed class UnsavedTests(Chromium chromium) : EndToEndTest(chromium)
{
    [Fact]
    public async Task A_prompt_that_is_half_edited_outlives_other_pages_and_a_reload_and_does_not_overwrite_what_others_save()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server, "/prompts");
        await AddAsync(visit, "mine");
        await visit.Find("prompt-content").FillAsync("Half a thought");
        await visit.Find("nav-personas").ClickAsync();
        await Expect(visit.Find("personas-page")).ToBeVisibleAsync();
        await visit.Page.GoBackAsync();
        await Item(visit, "mine").ClickAsync();
        await Expect(visit.Find("prompt-content")).ToHaveValueAsync("Half a thought");
        await visit.Page.ReloadAsync();
        await Item(visit, "mine").ClickAsync();
        await Expect(visit.Find("prompt-content")).ToHaveValueAsync("Half a thought");
        await Look.IsSoundAsync(visit, "a prompt that is not saved");

        // Another window saves its own; this one learns of it by itself.
        IPage other = await visit.Page.Context.NewPageAsync();
        await other.GotoAsync(visit.Page.Url);
        await other.Locator("[data-testid='prompt-item'][data-prompt='mine']").ClickAsync();
        await other.GetByTestId("prompt-content").FillAsync("Theirs.");
        await other.GetByTestId("prompt-save").ClickAsync();
        await Expect(other.GetByTestId("prompt-save")).ToBeDisabledAsync();
        await other.CloseAsync();
        await Expect(visit.Find("prompt-changed")).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await Look.IsSoundAsync(visit, "a prompt that was changed elsewhere");
        await visit.Find("keep-mine").ClickAsync();
        await visit.Find("prompt-save").ClickAsync();
        await Expect(visit.Find("prompt-save")).ToBeDisabledAsync();
        await visit.Page.ReloadAsync();
        await Item(visit, "mine").ClickAsync();
        await Expect(visit.Find("prompt-content")).ToHaveValueAsync("Half a thought");
        await Expect(visit.Find("prompt-unsaved")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_persona_is_used_in_the_chat_that_was_open_from_its_own_page_with_the_way_back()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);
        await visit.SayAsync("What is 3 times 3?");
        await visit.LastReplyIsAsync("completed");
        string chat = visit.ChatId;
        await visit.Find("side-panel-toggle").ClickAsync();
        await Expect(visit.Find("field-persona")).ToHaveAttributeAsync("data-own", "false");
        await visit.Find("nav-personas").ClickAsync();
        await visit.Page.Locator("[data-persona='cook']").GetByTestId("persona-apply").ClickAsync();
        await Expect(visit.Find("field-persona")).ToHaveAttributeAsync("data-own", "true");
        visit.ChatId.ShouldBe(chat);
        await visit.Find("undo-toast").ClickAsync();
        await Expect(visit.Find("field-persona")).ToHaveAttributeAsync("data-own", "false");
    }

    [Fact]
    public async Task The_palette_does_on_another_page_what_is_asked_for()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);
        await Expect(visit.Find("composer")).ToBeFocusedAsync();
        foreach ((string words, string there) in ((string, string)[])[("new prompt", "add-prompt-name"), ("new persona", "persona-name"), ("add a model server", "provider-form"), ("reset all settings", "danger-zone")])
        {
            await visit.Page.Keyboard.PressAsync("Control+k");
            await visit.Find("palette-input").FillAsync(words);
            await Expect(visit.Find("palette-list")).ToHaveAttributeAsync("aria-busy", "false");
            await visit.Page.Keyboard.PressAsync("Enter");
            await Expect(visit.Find(there)).ToBeVisibleAsync();
            await visit.Page.Keyboard.PressAsync("Escape");
        }
    }

    [Fact]
    public async Task Words_run_in_their_own_direction()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);
        await visit.Find("composer").FillAsync("שלום עולם");
        (await visit.Find("composer").EvaluateAsync<string>("field => getComputedStyle(field).direction")).ShouldBe("rtl");
        await visit.Find("send").ClickAsync();
        ILocator said = visit.Page.Locator("[data-testid='message'][data-role='user'] [data-testid='message-text']");
        await Expect(said).ToHaveTextAsync("שלום עולם");
        (await said.EvaluateAsync<string>("text => getComputedStyle(text).direction")).ShouldBe("rtl");
    }

    private static async Task AddAsync(Visit visit, string name)
    {
        await visit.Find("add-prompt").ClickAsync();
        await visit.Find("add-prompt-name").FillAsync(name);
        await visit.Page.GetByText("One text").ClickAsync();
        await visit.Find("add-prompt-save").ClickAsync();
        await Expect(visit.Find("prompt-editor")).ToHaveAttributeAsync("data-prompt", name);
    }

    private static ILocator Item(Visit visit, string name) => visit.Page.Locator($"[data-testid='prompt-item'][data-prompt='{name}']");
}
