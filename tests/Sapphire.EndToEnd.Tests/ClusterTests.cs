using Microsoft.Playwright;
using Sapphire.EndToEnd.Tests.Support;
using Sapphire.Web.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sapphire.EndToEnd.Tests;

/// <summary>The Cluster page of a single process: what it shows, a restart of an actor, on a phone and in the dark. With SAPPHIRE_EVIDENCE=1 its pictures are written anew.</summary>
public sealed class ClusterTests(Chromium chromium) : EndToEndTest(chromium)
{
    [Fact]
    public async Task An_operator_sees_the_node_finds_a_chat_and_restarts_an_actor()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server, "/", new() { ViewportSize = new() { Width = 1280, Height = 960 } });
        await visit.SayAsync("what is 2 plus 2");
        await visit.LastReplyIsAsync("completed");

        await visit.Find("header-menu").ClickAsync();
        await visit.Find("cluster").ClickAsync();
        await Expect(visit.Find("cluster-node")).ToHaveAttributeAsync("data-standing", "up");
        visit.Page.Url.ShouldEndWith("/cluster");
        await Expect(visit.Find("cluster-alone")).ToContainTextAsync("sapphire run --roles session --broker");
        await Expect(visit.Find("cluster-totals")).ToContainTextAsync("chat in memory");
        await Expect(visit.Find("session")).ToHaveCountAsync(1);
        await Expect(visit.Find("actor").First).ToBeVisibleAsync();
        await Look.IsSoundAsync(visit, "the cluster");
        await Look.PictureAsync(visit, "cluster-one-node.png");

        // By the keyboard alone: a search, an actor, its restart, and the word that is asked for.
        await visit.Find("actors-search").FillAsync("/list");
        await Expect(visit.Find("actor")).ToHaveCountAsync(0);
        await visit.Find("actors-search").FillAsync("ChatDirectory");
        ILocator actor = visit.Page.Locator("[data-testid='actor'][data-path='/user/chats/list']");
        await Expect(actor).ToBeVisibleAsync();
        await actor.GetByTestId("actor-restart").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Find("confirm-restart-yes")).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Find("toast")).ToContainTextAsync("/user/chats/list was restarted");
        await Expect(actor).ToContainTextAsync("1 restart");

        await visit.Find("session-find").FillAsync("no such chat");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Find("session-error")).ToContainTextAsync("There is no chat 'no such chat'");

        // The address is its own, and leads back to the chat.
        await visit.GoAsync("/cluster");
        await Expect(visit.Find("session").GetByRole(AriaRole.Link)).ToBeVisibleAsync();
        await visit.Find("session").GetByRole(AriaRole.Link).ClickAsync();
        await visit.LastReplyIsAsync("completed");
    }

    [Fact]
    public async Task The_cluster_on_a_phone_in_the_dark()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server, "/cluster", new() { ViewportSize = new() { Width = 360, Height = 740 }, IsMobile = true, HasTouch = true, ColorScheme = ColorScheme.Dark });
        await Expect(visit.Find("actor").First).ToBeVisibleAsync();
        await Look.IsSoundAsync(visit, "the cluster on a phone");
        await Look.PictureAsync(visit, "cluster-dark-360.png");
    }
}
