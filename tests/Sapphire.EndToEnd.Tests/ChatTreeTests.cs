using Microsoft.Playwright;
using Sapphire.EndToEnd.Tests.Support;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sapphire.EndToEnd.Tests;

/// <summary>Branches of a chat: made, walked, edited, deleted and undone.</summary>
public sealed class ChatTreeTests(Chromium chromium) : EndToEndTest(chromium)
{
    [Fact]
    public async Task Versions_of_a_reply_are_made_and_walked_by_buttons_and_keys()
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        await UseAsync(server, model);
        model.Enqueue(Answer.Text("First answer."), Answer.Text("Second answer."), Answer.Text("What follows the second."));
        Visit visit = await OpenLoggedInAsync(server);
        await visit.SayAsync("Question");
        await visit.LastReplySaysAsync("First answer.");
        await visit.LastReplyIsAsync("completed");
        await Expect(visit.Find("siblings")).ToHaveCountAsync(0);

        await visit.LastReply.GetByTestId("regenerate").ClickAsync();
        await visit.LastReplySaysAsync("Second answer.");
        await visit.LastReplyIsAsync("completed");
        await Expect(visit.LastReply.GetByTestId("siblings")).ToHaveAttributeAsync("data-index", "1");
        await visit.SayAsync("Further");
        await visit.LastReplySaysAsync("What follows the second.");
        await visit.LastReplyIsAsync("completed");

        await visit.Replies.First.GetByTestId("previous-sibling").ClickAsync();
        await Expect(visit.Messages).ToHaveCountAsync(2);
        await visit.LastReplySaysAsync("First answer.");

        // The focus has come along: the keys walk on from there.
        await Expect(visit.Find("next-sibling")).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(visit.Messages).ToHaveCountAsync(4);
        await visit.LastReplySaysAsync("What follows the second.");
        await ShowsWhatIsStoredAsync(visit, server);
    }

    [Fact]
    public async Task A_search_leads_to_a_message_on_another_branch()
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        await UseAsync(server, model);
        model.Enqueue(Answer.Text("The heron stands."), Answer.Text("The plover runs."));
        Visit visit = await OpenLoggedInAsync(server);
        await visit.SayAsync("Tell me of a bird");
        await visit.LastReplyIsAsync("completed");
        await visit.LastReply.GetByTestId("regenerate").ClickAsync();
        await visit.LastReplySaysAsync("The plover runs.");
        await visit.LastReplyIsAsync("completed");

        await visit.Find("search-input").FillAsync("heron");
        await visit.Find("search-hit").First.ClickAsync();

        await visit.LastReplySaysAsync("The heron stands.");
        await Expect(visit.LastReply).ToHaveAttributeAsync("data-found", "true");
    }

    [Fact]
    public async Task A_message_and_a_reply_are_edited_in_place_and_nothing_is_overwritten()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);
        await visit.SayAsync("What is 3 times 3?");
        await visit.LastReplySaysAsync("9");
        await visit.LastReplyIsAsync("completed");

        await visit.Said.First.HoverAsync();
        await visit.Said.First.GetByTestId("edit-message").ClickAsync();
        await Expect(visit.Find("edit-input")).ToBeFocusedAsync();
        await visit.Find("edit-input").FillAsync("What is 4 times 5?");
        await visit.Find("edit-input").PressAsync("Enter");
        await visit.LastReplySaysAsync("20");
        await visit.LastReplyIsAsync("completed");
        await Expect(visit.Said.First.GetByTestId("siblings")).ToHaveAttributeAsync("data-count", "2");

        await visit.LastReply.GetByTestId("edit-message").ClickAsync();
        await visit.Find("edit-input").FillAsync("Twenty.");
        await visit.Find("edit-keep").ClickAsync();
        await visit.LastReplySaysAsync("Twenty.");
        await Expect(visit.LastReply.GetByTestId("edited")).ToBeVisibleAsync();
        await visit.LastReply.GetByTestId("previous-sibling").ClickAsync();
        await visit.LastReplySaysAsync("20");
        await visit.Said.First.GetByTestId("previous-sibling").ClickAsync();
        await visit.LastReplySaysAsync("9");
        await ShowsWhatIsStoredAsync(visit, server);
    }

    [Fact]
    public async Task Deleting_from_here_is_undone_by_the_message_and_by_keys()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);
        foreach (string question in (string[])["What is 1 + 1?", "What is 2 + 2?"])
        {
            await visit.SayAsync(question);
            await visit.LastReplySaysAsync(question[8] == '1' ? "2" : "4");
            await visit.LastReplyIsAsync("completed");
        }

        await visit.Said.Last.HoverAsync();
        await visit.Said.Last.GetByTestId("message-menu").ClickAsync();
        await Expect(visit.Find("delete-from-here")).ToHaveTextAsync("Delete from here (2 messages)");
        await visit.Find("delete-from-here").ClickAsync();
        await Expect(visit.Messages).ToHaveCountAsync(2);
        await visit.Find("undo-toast").ClickAsync();
        await Expect(visit.Messages).ToHaveCountAsync(4);

        // Outside of fields the keys are for the chat; in a field they are the field's.
        await visit.Find("messages").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Control+Shift+Z");
        await Expect(visit.Messages).ToHaveCountAsync(2);
        await visit.Composer.FillAsync("half a sentence");
        await visit.Composer.PressAsync("Control+z");
        await Expect(visit.Messages).ToHaveCountAsync(2);
        await visit.Find("messages").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Control+z");
        await Expect(visit.Messages).ToHaveCountAsync(4);

        // All of it is there after a reload, and what can be undone, too.
        await visit.Page.ReloadAsync();
        await Expect(visit.Messages).ToHaveCountAsync(4);
        await visit.LastReply.GetByTestId("message-menu").ClickAsync();
        await Expect(visit.Find("redo")).ToHaveTextAsync("Do again: delete 2 messages");
        await visit.Page.Keyboard.PressAsync("Escape");
        await ShowsWhatIsStoredAsync(visit, server);
    }

    [Theory]
    [InlineData(1280, 800, ColorScheme.Light)]
    [InlineData(1280, 800, ColorScheme.Dark)]
    [InlineData(360, 740, ColorScheme.Light)]
    [InlineData(360, 740, ColorScheme.Dark)]
    public async Task Versions_menus_and_editors_are_sound(int width, int height, ColorScheme scheme)
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server, options: new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme });
        await visit.SayAsync("What is 3 times 3?");
        await visit.LastReplyIsAsync("completed");
        await visit.LastReply.GetByTestId("regenerate").ClickAsync();
        await Expect(visit.Find("siblings")).ToBeVisibleAsync();
        await visit.LastReplyIsAsync("completed");
        string name = $"{(width < 500 ? "phone" : "desktop")}-{scheme.ToString().ToLowerInvariant()}";
        await Look.IsSoundAsync(visit, $"versions, {name}");
        await Look.PictureAsync(visit, $"chat-versions-{name}.png");

        await visit.LastReply.GetByTestId("message-menu").ClickAsync();
        await Expect(visit.Find("delete-from-here")).ToBeVisibleAsync();
        await Look.IsSoundAsync(visit, $"menu, {name}");
        await visit.Page.Keyboard.PressAsync("Escape");
        await visit.LastReply.GetByTestId("edit-message").ClickAsync();
        await Expect(visit.Find("edit-input")).ToBeFocusedAsync();
        await Look.IsSoundAsync(visit, $"editor, {name}");
        await visit.Find("edit-input").PressAsync("Escape");
        await visit.Said.First.HoverAsync();
        await visit.Said.First.GetByTestId("message-menu").ClickAsync();
        await visit.Find("delete-from-here").ClickAsync();
        await Expect(visit.Find("empty-chat").GetByTestId("undo")).ToBeVisibleAsync();
        await Look.IsSoundAsync(visit, $"cleared, {name}");
    }
}
