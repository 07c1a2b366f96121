using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sapphire.EndToEnd.Tests.Support;
using Sapphire.Web.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sapphire.EndToEnd.Tests;

/// <summary>From the first start to the login, and out again.</summary>
public sealed class SessionTests(Chromium chromium) : EndToEndTest(chromium)
{
    private const string Password = "sea green lantern";

    [Fact]
    public async Task The_first_visitor_sets_the_password_and_is_in()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenAsync(server.Address);
        await visit.GoAsync();

        await visit.Find("setup-password").PressSequentiallyAsync("short");
        await visit.Find("setup-confirm").PressSequentiallyAsync("short");
        await visit.Find("setup-submit").ClickAsync();
        await Expect(visit.Page.GetByText("Please use at least 8 characters.")).ToBeVisibleAsync();

        await visit.Find("setup-password").FillAsync(Password);
        await visit.Find("setup-submit").ClickAsync();
        await Expect(visit.Page.GetByText("The two passwords differ.")).ToBeVisibleAsync();

        await visit.Find("setup-confirm").FillAsync(Password);
        await visit.Find("setup-confirm").PressAsync("Enter");
        await Expect(visit.Find("empty-chat")).ToBeVisibleAsync();
        await visit.ConnectedAsync();

        // It holds: a reload is logged in.
        await visit.Page.ReloadAsync();
        await Expect(visit.Find("empty-chat")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Logging_out_and_in_again_and_a_wrong_password()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);
        await visit.Find("header-menu").ClickAsync();
        await visit.Find("logout").ClickAsync();
        await Expect(visit.Find("login-password")).ToBeVisibleAsync();
        await Expect(visit.Composer).ToHaveCountAsync(0);

        visit.Allow("status of 401");
        await visit.Find("login-password").FillAsync("not the password");
        await visit.Find("login-password").PressAsync("Enter");
        await Expect(visit.Find("session-error")).ToContainTextAsync("The password is wrong.");
        await Expect(visit.Find("session-error")).ToContainTextAsync("./sapphire password");

        await visit.LogInAsync(SapphireServer.Password);
        await visit.ConnectedAsync();
    }

    [Fact]
    public async Task Too_many_wrong_passwords_name_the_time_to_wait()
    {
        SapphireServer server = await StartServerAsync();
        await server.LoginAsync();
        Visit visit = await OpenAsync(server.Address);
        visit.Allow("status of 401", "status of 429");
        await visit.GoAsync();
        ILocator error = visit.Find("session-error");
        ILocator submit = visit.Find("login-submit");
        for (int i = 0; i < 5; i++)
        {
            Task<IResponse> answered = visit.Page.WaitForResponseAsync(r => r.Url.EndsWith("/api/login", StringComparison.Ordinal));
            await visit.Find("login-password").FillAsync($"wrong number {i}");
            await submit.ClickAsync();
            (await answered).Status.ShouldBe(401);
            await Expect(error).ToContainTextAsync("The password is wrong.");
            await Expect(submit).ToBeEnabledAsync();
        }

        await visit.Find("login-password").FillAsync(SapphireServer.Password);
        await submit.ClickAsync();
        await Expect(error).ToContainTextAsync("Too many failed attempts.");
        await Expect(error).ToContainTextAsync(new Regex(@"Wait \d+ s"));
        await Expect(submit).ToBeDisabledAsync();
        await Expect(submit).ToHaveTextAsync(new Regex(@"^Wait \d+ s$"));
    }

    [Fact]
    public async Task The_same_page_over_https()
    {
        SapphireServer server = await StartServerAsync();
        await server.LoginAsync();
        Visit visit = await OpenAsync(Https(server));
        await visit.GoAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "Install Sapphire’s own" })).ToHaveAttributeAsync("href", "/certificate");
        await visit.LogInAsync(SapphireServer.Password);
        await visit.ConnectedAsync();
        (await visit.Context.CookiesAsync()).ShouldAllBe(c => c.Secure && c.HttpOnly);

        await visit.SayAsync("What is 6 times 7?");
        await visit.LastReplyIsAsync("completed");
        await visit.LastReplySaysAsync("42");
        await ShowsWhatIsStoredAsync(visit, server);
    }
}
