using Microsoft.Playwright;
using Sapphire.EndToEnd.Tests.Support;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sapphire.EndToEnd.Tests;

/// <summary>Finding what was said, and what it cost, as a person does: with the keyboard, on a phone, light and dark.</summary>
public sealed class SearchTests(Chromium chromium) : EndToEndTest(chromium)
{
    [Fact]
    public async Task A_message_is_found_and_opened_with_the_keyboard()
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        await UseAsync(server, model);
        Visit visit = await OpenLoggedInAsync(server);
        model.Enqueue(Answer.Text("Of butter, flour and patience: **crème brûlée** is another thing."));
        await visit.SayAsync("What is a croissant made of?");
        await visit.LastReplyIsAsync("completed");
        string? found = await visit.LastReply.GetAttributeAsync("data-message-id");
        for (int i = 0; i < 12; i++)
        {
            model.Enqueue(Answer.Text($"Answer number {i}, which is long enough to fill a line or two of the page, and then some more of it."));
            await visit.SayAsync($"And question number {i}?");
            await visit.LastReplyIsAsync("completed");
        }

        await visit.Find("new-chat").ClickAsync();
        await visit.Page.Keyboard.PressAsync("Control+Shift+f");
        await Expect(visit.Find("search-input")).ToBeFocusedAsync();
        await visit.Page.Keyboard.TypeAsync("creme brul");
        await Expect(visit.Find("search-hit")).ToHaveCountAsync(1);
        await Expect(visit.Find("search-hit").Locator("mark")).ToHaveTextAsync(["crème", "brûlée"]);
        await Look.IsSoundAsync(visit, "search results");
        await Look.PictureAsync(visit, "search.png");

        await visit.Page.Keyboard.PressAsync("Enter");
        ILocator message = visit.Page.Locator($"[data-message-id='{found}'][data-testid='message']");
        await Expect(message).ToBeInViewportAsync();
        await Expect(message).ToHaveAttributeAsync("data-found", "true");
        await Expect(visit.Find("jump-to-latest")).ToBeVisibleAsync();

        await visit.Page.Keyboard.PressAsync("Control+Shift+f");
        await visit.Page.Keyboard.TypeAsync("no such word anywhere");
        await Expect(visit.Find("search-status")).ToHaveAttributeAsync("data-state", "none");
        await Look.IsSoundAsync(visit, "search without a result");
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Find("search-input")).ToHaveValueAsync("");
        await Expect(visit.Chats).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task The_search_on_a_phone_in_the_dark()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server, "/", new() { ViewportSize = new() { Width = 360, Height = 740 }, IsMobile = true, HasTouch = true, ColorScheme = ColorScheme.Dark });
        await visit.SayAsync("What is 12 times 12, said by somebody with a rather long question about multiplication?");
        await visit.LastReplyIsAsync("completed");
        await visit.Find("sidebar-toggle").TapAsync();
        await visit.Find("search-input").FillAsync("multiplication times");
        await Expect(visit.Find("search-hit").First).ToBeVisibleAsync();
        await Look.IsSoundAsync(visit, "search on a phone");
        await Look.PictureAsync(visit, "search-dark-360.png");
        await visit.Find("search-hit").First.TapAsync();
        await Expect(visit.Find("chat-list")).ToHaveCountAsync(0);
        await Expect(visit.Find("message").First).ToBeInViewportAsync();
    }

    [Fact]
    public async Task The_usage_is_a_table_of_days_and_models()
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        await UseAsync(server, model);
        Visit visit = await OpenLoggedInAsync(server);
        await visit.Find("header-menu").ClickAsync();
        await visit.Find("usage").ClickAsync();
        await Expect(visit.Find("usage-empty")).ToBeVisibleAsync();
        await visit.Find("usage-close").ClickAsync();
        model.Enqueue(Answer.Text("Good day."));
        await visit.SayAsync("Hello");
        await visit.LastReplyIsAsync("completed");
        await visit.Find("header-menu").ClickAsync();
        await visit.Find("usage").ClickAsync();
        await Expect(visit.Find("usage-line")).ToHaveCountAsync(1);
        await Expect(visit.Find("usage-line")).ToContainTextAsync("scripted");
        await Look.IsSoundAsync(visit, "usage");
        await Look.PictureAsync(visit, "usage.png");
        await visit.Page.SetViewportSizeAsync(360, 740);
        await Look.IsSoundAsync(visit, "usage on a phone");
    }
}
