using Microsoft.Playwright;
using Sapphire.EndToEnd.Tests.Support;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sapphire.EndToEnd.Tests;

/// <summary>The Dashboard: what it shows of a server that works, a restart, a view made anew, the live log. With SAPPHIRE_EVIDENCE=1 its pictures are written anew.</summary>
public sealed class DashboardTests(Chromium chromium) : EndToEndTest(chromium)
{
    [Fact]
    public async Task It_shows_health_use_and_parts_and_restarts_one()
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        await UseAsync(server, model);
        Visit visit = await OpenLoggedInAsync(server, "/", new() { ViewportSize = new() { Width = 1280, Height = 1100 } });
        model.Enqueue(Answer.Text("Good day."));
        await visit.SayAsync("Hello");
        await visit.LastReplyIsAsync("completed");

        await visit.Find("nav-dashboard").ClickAsync();
        await Expect(visit.Find("figure-memory")).ToContainTextAsync("MiB");
        await Expect(visit.Find("figure-cpu")).ToContainTextAsync("%");
        await Expect(visit.Find("health-verdict")).ToHaveTextAsync("All is well");
        await Expect(visit.Page.Locator("[data-testid='health-line'][data-name='journal']")).ToHaveAttributeAsync("data-state", "good");
        await Expect(visit.Page.Locator("[data-testid='health-line'][data-name='scripted']")).ToHaveAttributeAsync("data-state", "good");
        await Expect(visit.Page.Locator("[data-testid='storage-kind'][data-kind='journal']")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("[data-testid='usage-model'][data-model^='scripted']")).ToBeVisibleAsync();
        await Look.IsSoundAsync(visit, "dashboard");
        await Look.PictureAsync(visit, "dashboard.png");

        // A view made anew, and a part restarted, by the keyboard alone.
        ILocator search = visit.Page.Locator("[data-testid='health-line'][data-name='search']");
        await search.GetByTestId("view-rebuild").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Find("toast").First).ToContainTextAsync("made anew");
        ILocator part = visit.Page.Locator("[data-testid='part'][data-path='/user/chats']");
        await part.GetByTestId("part-restart").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Find("confirm-part-yes")).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(part).ToContainTextAsync("1 restart");

        // The chats are still there.
        await visit.Find("nav-chat").ClickAsync();
        await visit.LastReplySaysAsync("Good day.");
    }

    [Fact]
    public async Task A_provider_that_is_away_is_named()
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        await UseAsync(server, model);
        await model.DisposeAsync();
        Visit visit = await OpenLoggedInAsync(server, "/dashboard");
        await Expect(visit.Page.Locator("[data-testid='health-line'][data-name='scripted']")).ToHaveAttributeAsync("data-state", "bad", new() { Timeout = 30_000 });
        await Expect(visit.Find("health-verdict")).ToHaveTextAsync("One thing is out of order");
        await Look.IsSoundAsync(visit, "dashboard with a fault");
    }

    [Fact]
    public async Task The_log_is_live_and_filtered()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server, "/dashboard");
        await Expect(visit.Find("log-line").First).ToBeVisibleAsync();
        await visit.Find("log-filter").FillAsync("made anew");
        await Expect(visit.Find("log-lines")).ToContainTextAsync("Nothing with this text was written.");
        await visit.Page.Locator("[data-testid='health-line'][data-name='usage']").GetByTestId("view-rebuild").ClickAsync();
        await Expect(visit.Find("log-line")).ToHaveCountAsync(1);
        await Expect(visit.Find("log-line")).ToContainTextAsync("The view usage was made anew.");
        await visit.Find("log-pause").ClickAsync();
        await visit.Page.Locator("[data-testid='health-line'][data-name='chats']").GetByTestId("view-rebuild").ClickAsync();
        await Expect(visit.Find("log-foot")).ToContainTextAsync("There are newer lines.");
        await Expect(visit.Find("log-line")).ToHaveCountAsync(1);
        await visit.Find("log-pause").ClickAsync();
        await Expect(visit.Find("log-line")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task The_dashboard_on_a_phone_in_the_dark()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server, "/dashboard", new() { ViewportSize = new() { Width = 360, Height = 740 }, IsMobile = true, HasTouch = true, ColorScheme = ColorScheme.Dark });
        await Expect(visit.Find("part").First).ToBeVisibleAsync();
        await Expect(visit.Find("health-verdict")).ToBeVisibleAsync();
        await Look.IsSoundAsync(visit, "dashboard on a phone");
        await Look.PictureAsync(visit, "dashboard-dark-360.png");
        await visit.Find("dashboard-log").ScrollIntoViewIfNeededAsync();
        await Look.IsSoundAsync(visit, "log on a phone");
    }
}
