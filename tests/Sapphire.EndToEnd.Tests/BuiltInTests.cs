using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sapphire.EndToEnd.Tests.Support;
using Sapphire.Web.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sapphire.EndToEnd.Tests;

/// <summary>Talking to the built-in assistant, with no model anywhere.</summary>
public sealed class BuiltInTests(Chromium chromium) : EndToEndTest(chromium)
{
    [Fact]
    public async Task The_time_is_told_with_a_tool_that_is_folded_and_opens()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);
        await Expect(visit.Find("offer-models")).ToBeVisibleAsync();
        await Expect(visit.Badge).ToHaveAttributeAsync("data-builtin", "true");

        await visit.Find("example-prompt").Filter(new() { HasText = "What time is it?" }).ClickAsync();
        await visit.LastReplyIsAsync("completed");
        await Expect(Visit.Text(visit.LastReply)).ToContainTextAsync(new Regex(@"\d{1,2}:\d{2}"));
        await Expect(visit.Said).ToHaveTextAsync(new Regex("^What time is it\\?"));

        ILocator call = visit.LastReply.GetByTestId("tool-call");
        await Expect(call).ToHaveAttributeAsync("data-tool", "get_time");
        await Expect(call.GetByText("Asked with")).ToBeHiddenAsync();
        await call.Locator("summary").ClickAsync();
        await Expect(call.GetByText("Asked with")).ToBeVisibleAsync();
        await call.Locator("summary").PressAsync("Enter");
        await Expect(call.GetByText("Asked with")).ToBeHiddenAsync();
        await ShowsWhatIsStoredAsync(visit, server);
    }

    [Fact]
    public async Task A_timer_counts_down_and_is_cancelled()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);
        await visit.SayAsync("Set a tea timer for 5 minutes");
        await visit.LastReplyIsAsync("completed");
        ILocator timer = visit.Find("timer");
        await Expect(timer).ToContainTextAsync("tea");
        await Expect(timer.GetByRole(AriaRole.Timer)).ToHaveTextAsync(new Regex("^4:5[0-9]$"));
        string first = await timer.GetByRole(AriaRole.Timer).InnerTextAsync();
        await Expect(timer.GetByRole(AriaRole.Timer)).Not.ToHaveTextAsync(first);

        await timer.GetByTestId("timer-cancel").ClickAsync();
        await Expect(timer).ToHaveCountAsync(0);
        (await Stored.HomeAsync(server)).GetProperty("timers").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_timer_that_fires_notifies_in_every_window_until_it_is_dismissed()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);
        Visit other = await OpenLoggedInAsync(server);
        await visit.SayAsync("Set an egg timer for 2 seconds");
        await visit.LastReplyIsAsync("completed");
        await Expect(visit.Find("notification")).ToContainTextAsync("egg");
        await Expect(other.Find("notification")).ToContainTextAsync("egg");
        await Expect(visit.Find("timer")).ToHaveCountAsync(0);

        // It outlives a reload.
        await visit.Page.ReloadAsync();
        await Expect(visit.Find("notification")).ToHaveCountAsync(1);
        await visit.Find("notification-dismiss").ClickAsync();
        await Expect(visit.Find("notification")).ToHaveCountAsync(0);
        await Expect(other.Find("notification")).ToHaveCountAsync(0);
        (await Stored.HomeAsync(server)).GetProperty("notifications").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task What_is_to_be_remembered_is_recalled_in_another_chat()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);
        await visit.SayAsync("Remember that the bins go out on Tuesday");
        await visit.LastReplyIsAsync("completed");
        await Expect(visit.LastReply.GetByTestId("tool-call")).ToHaveAttributeAsync("data-tool", "save_memory");

        await visit.Find("new-chat").ClickAsync();
        await Expect(visit.Find("empty-chat")).ToBeVisibleAsync();
        await visit.SayAsync("What do you know about the bins?");
        await visit.LastReplyIsAsync("completed");
        await visit.LastReplySaysAsync("Tuesday");
        await Expect(visit.Chats).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task It_says_plainly_when_it_cannot_help()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);
        await visit.SayAsync("Write a poem about the sea");
        await visit.LastReplyIsAsync("completed");
        await Expect(Visit.Text(visit.LastReply)).ToContainTextAsync(new Regex("language model", RegexOptions.IgnoreCase));
    }
}
