using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sapphire.EndToEnd.Tests.Support;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sapphire.EndToEnd.Tests;

/// <summary>Several chats, several windows, and what is typed in them.</summary>
public sealed class ChatTests(Chromium chromium) : EndToEndTest(chromium)
{
    [Fact]
    public async Task A_chat_is_renamed_deleted_and_taken_back()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);
        await visit.SayAsync("What is 3 times 3?");
        await visit.LastReplyIsAsync("completed");
        string chat = visit.ChatId;
        await Expect(visit.Find("chat-title")).ToHaveTextAsync("What is 3 times 3?");
        Visit other = await OpenLoggedInAsync(server);

        await OpenMenuAsync(visit);
        await visit.Find("rename-chat").ClickAsync();
        await Expect(visit.Find("rename-input")).ToBeFocusedAsync();
        await visit.Find("rename-input").FillAsync("Nine");
        await visit.Find("rename-input").PressAsync("Enter");
        await Expect(visit.Chats).ToHaveTextAsync("Nine");
        await Expect(visit.Find("chat-title")).ToHaveTextAsync("Nine");
        await Expect(visit.Page).ToHaveTitleAsync("Nine · Sapphire");
        await Expect(other.Chats).ToHaveTextAsync("Nine");

        // Escape leaves the name as it was.
        await OpenMenuAsync(visit);
        await visit.Find("rename-chat").ClickAsync();
        await visit.Find("rename-input").FillAsync("Ten");
        await visit.Find("rename-input").PressAsync("Escape");
        await Expect(visit.Chats).ToHaveTextAsync("Nine");

        await OpenMenuAsync(visit);
        await visit.Find("delete-chat").ClickAsync();
        await Expect(visit.Chats).ToHaveCountAsync(0);
        await Expect(other.Chats).ToHaveCountAsync(0);
        await Expect(visit.Find("empty-chat")).ToBeVisibleAsync();
        (await Stored.HomeAsync(server)).GetProperty("chats").GetArrayLength().ShouldBe(0);

        await visit.Find("undo-delete").ClickAsync();
        await Expect(visit.Chats).ToHaveTextAsync("Nine");
        await Expect(visit.Page).ToHaveURLAsync(new Regex($"/c/{chat}$"));
        await visit.LastReplySaysAsync("9");
        await ShowsWhatIsStoredAsync(visit, server);
    }

    [Fact]
    public async Task A_chat_that_was_deleted_elsewhere_can_be_restored_where_it_is_open()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);
        await visit.SayAsync("What is 3 times 3?");
        await visit.LastReplyIsAsync("completed");
        Visit other = await OpenLoggedInAsync(server, $"/c/{visit.ChatId}");
        await Expect(other.Messages).ToHaveCountAsync(2);
        await OpenMenuAsync(other);
        await other.Find("delete-chat").ClickAsync();

        await Expect(visit.Find("chat-deleted")).ToBeVisibleAsync();
        await visit.Find("restore-chat").ClickAsync();
        await Expect(visit.Messages).ToHaveCountAsync(2);
        await Expect(other.Chats).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Two_windows_see_the_same_chat_while_it_is_written()
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        await UseAsync(server, model);
        Gate gate = new();
        model.Enqueue(Answer.Text("alpha beta gamma delta").PauseAfter(3, gate));
        Visit visit = await OpenLoggedInAsync(server);
        await visit.SayAsync("Letters");
        await visit.LastReplySaysAsync("alpha beta");

        // The second comes in the middle, and sees what was written before it came.
        Visit other = await OpenLoggedInAsync(server, $"/c/{visit.ChatId}");
        await other.LastReplyIsAsync("streaming");
        await other.LastReplySaysAsync("alpha beta");
        gate.Open();
        await visit.LastReplyIsAsync("completed");
        await other.LastReplyIsAsync("completed");
        await ShowsWhatIsStoredAsync(visit, server);
        await ShowsWhatIsStoredAsync(other, server);

        await other.SayAsync("And from here");
        await visit.LastReplySaysAsync("You said: And from here");
        await Expect(visit.Messages).ToHaveCountAsync(4);
        await ShowsWhatIsStoredAsync(visit, server);
    }

    [Fact]
    public async Task A_second_message_waits_for_the_reply_before_it()
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        await UseAsync(server, model);
        Gate gate = new();
        model.Enqueue(Answer.Text("one two three four").PauseAfter(3, gate));
        Visit visit = await OpenLoggedInAsync(server);
        await visit.SayAsync("First");
        await visit.LastReplySaysAsync("one two");
        await visit.SayAsync("Second");
        await visit.LastReplyIsAsync("waiting");
        await visit.SayAsync("Third");
        await Expect(visit.Replies).ToHaveCountAsync(3);
        await Expect(visit.Replies.Nth(0)).ToHaveAttributeAsync("data-status", "streaming");
        await visit.LastReplyIsAsync("waiting");
        await Expect(visit.LastReply).ToContainTextAsync("Waits for the reply before it.");
        (await Stored.MessagesAsync(server, visit.ChatId)).Count(m => m.Role == "user").ShouldBe(3);

        // One that waits can be told not to be answered.
        await visit.LastReply.GetByTestId("cancel-waiting").ClickAsync();
        await visit.LastReplyIsAsync("cancelled");
        gate.Open();
        await Expect(visit.Replies.Nth(0)).ToHaveAttributeAsync("data-status", "completed");
        await Expect(visit.Replies.Nth(1)).ToHaveAttributeAsync("data-status", "completed");
        await Expect(Visit.Text(visit.Replies.Nth(1))).ToHaveTextAsync("You said: Second");
        await ShowsWhatIsStoredAsync(visit, server);
    }

    [Fact]
    public async Task Drafts_are_kept_for_each_chat_over_a_reload()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);
        await visit.SayAsync("What is 3 times 3?");
        await visit.LastReplyIsAsync("completed");
        await visit.Composer.PressSequentiallyAsync("half a thought");
        await visit.Find("new-chat").ClickAsync();
        await Expect(visit.Find("empty-chat")).ToBeVisibleAsync();
        await Expect(visit.Composer).ToHaveValueAsync("");
        await visit.Composer.PressSequentiallyAsync("another");
        await visit.Page.ReloadAsync();
        await Expect(visit.Composer).ToHaveValueAsync("another");
        await visit.Chats.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(visit.Composer).ToHaveValueAsync("half a thought");
        await visit.Composer.PressAsync("Enter");
        await Expect(visit.Composer).ToHaveValueAsync("");
        await Expect(visit.Said).ToHaveCountAsync(2);
        await visit.Page.ReloadAsync();
        await Expect(visit.Said).ToHaveCountAsync(2);
        await Expect(visit.Composer).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Shift_and_Enter_start_a_line_and_Enter_sends()
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        await UseAsync(server, model);
        Visit visit = await OpenLoggedInAsync(server);
        await Expect(visit.Composer).ToBeFocusedAsync();
        await Expect(visit.Send).ToBeDisabledAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.Keyboard.TypeAsync("one");
        await visit.Page.Keyboard.PressAsync("Shift+Enter");
        await visit.Page.Keyboard.TypeAsync("two");
        await Expect(visit.Composer).ToHaveValueAsync("one\ntwo");
        await Expect(visit.Messages).ToHaveCountAsync(0);
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.LastReplyIsAsync("completed");
        await Expect(visit.Said).ToHaveCountAsync(1);
        JsonElement said = model.Chats[^1].Json.GetProperty("messages").EnumerateArray().Last();
        said.GetProperty("content").ToString().ShouldContain("one\ntwo");
    }

    [Fact]
    public async Task An_address_of_a_chat_opens_it_and_an_unknown_one_says_so()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);
        await visit.SayAsync("What is 3 times 3?");
        await visit.LastReplyIsAsync("completed");
        Visit other = await OpenLoggedInAsync(server, $"/c/{visit.ChatId}");
        await other.LastReplySaysAsync("9");
        await Expect(other.Chats).ToHaveAttributeAsync("aria-current", "page");

        await other.GoAsync($"/c/{Guid.CreateVersion7()}");
        await Expect(other.Find("chat-missing")).ToContainTextAsync("There is no such chat");
        await other.Find("chat-missing").GetByRole(AriaRole.Button, new() { Name = "New chat" }).ClickAsync();
        await Expect(other.Find("empty-chat")).ToBeVisibleAsync();
        await other.Page.GoBackAsync();
        await Expect(other.Find("chat-missing")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Too_long_a_text_is_counted_and_kept()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);
        await visit.Composer.FillAsync(new string('x', 100_001));
        await Expect(visit.Find("composer-count")).ToContainTextAsync("1 character too many");
        await Expect(visit.Send).ToBeDisabledAsync();
        await visit.Composer.PressAsync("Enter");
        await visit.Composer.PressAsync("Backspace");
        await Expect(visit.Send).ToBeEnabledAsync();
        await visit.Composer.PressAsync("Enter");
        await visit.LastReplyIsAsync("completed");
        (await Stored.MessagesAsync(server, visit.ChatId))[0].Text.Length.ShouldBe(100_000);
    }

    private static async Task OpenMenuAsync(Visit visit)
    {
        await visit.Chats.HoverAsync();
        await visit.Find("chat-menu").ClickAsync();
    }
}
