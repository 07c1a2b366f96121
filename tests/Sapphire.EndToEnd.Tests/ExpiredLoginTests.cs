using Sapphire.EndToEnd.Tests.Support;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sapphire.EndToEnd.Tests;

/// <summary>A login ends while somebody types.</summary>
public sealed class ExpiredLoginTests(Chromium chromium) : EndToEndTest(chromium)
{
    [Fact]
    public async Task Another_password_leads_to_the_login_and_the_draft_is_kept()
    {
        const string Next = "another good password";
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        await UseAsync(server, model);
        Visit visit = await OpenLoggedInAsync(server);
        await visit.SayAsync("Hello");
        await visit.LastReplyIsAsync("completed");
        string chat = visit.ChatId;
        await visit.Composer.PressSequentiallyAsync("half a thought");

        visit.Allow([.. Visit.NetworkErrors, "status of 401"]);
        await using ChildProcess verb = ChildProcess.StartDotnet(Repository.Program, ["password", "--stdin", "--home", Home], null, Next + "\n");
        (await verb.WaitForExitAsync(TimeSpan.FromSeconds(30))).ShouldBe(0, verb.Output);

        await Expect(visit.Page.GetByText("Your login has expired. Drafts and unsent messages are kept.")).ToBeVisibleAsync();
        await Expect(visit.Composer).ToHaveCountAsync(0);
        await visit.Find("login-password").FillAsync(SapphireServer.Password);
        await visit.Find("login-submit").ClickAsync();
        await Expect(visit.Find("session-error")).ToContainTextAsync("The password is wrong.");
        await visit.LogInAsync(Next);
        await visit.ConnectedAsync();

        visit.ChatId.ShouldBe(chat);
        await Expect(visit.Composer).ToHaveValueAsync("half a thought");
        await visit.Composer.PressAsync("Enter");
        await visit.LastReplySaysAsync("You said: half a thought");
        await visit.LastReplyIsAsync("completed");
        await Expect(visit.Messages).ToHaveCountAsync(4);
    }

    [Fact]
    public async Task A_login_that_is_gone_in_mid_answer_comes_back_to_the_whole_answer()
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        await UseAsync(server, model);
        TcpRelay relay = Own(TcpRelay.To(Https(server).Port));
        Visit visit = await OpenAsync(new($"https://127.0.0.1:{relay.Port}/"));
        visit.Allow([.. Visit.NetworkErrors, "status of 401"]);
        await visit.GoAsync();
        await visit.LogInAsync(SapphireServer.Password);
        await visit.ConnectedAsync();
        Gate gate = new();
        model.Enqueue(Answer.Text("one two three four").PauseAfter(3, gate));
        await visit.SayAsync("Count");
        await visit.LastReplySaysAsync("one two");
        await visit.Composer.PressSequentiallyAsync("half a thought");

        await visit.Context.ClearCookiesAsync();
        relay.Cut();
        await Expect(visit.Find("login-password")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("Your login has expired.")).ToBeVisibleAsync();
        gate.Open();
        await visit.LogInAsync(SapphireServer.Password);
        await visit.LastReplyIsAsync("completed");
        await visit.LastReplySaysAsync("one two three four");
        await Expect(visit.Composer).ToHaveValueAsync("half a thought");
        await ShowsWhatIsStoredAsync(visit, server);
    }

    [Fact]
    public async Task A_message_whose_login_had_ended_is_sent_once_after_the_next_one()
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        await UseAsync(server, model);
        TcpRelay relay = Own(TcpRelay.To(Https(server).Port));
        Visit visit = await OpenAsync(new($"https://127.0.0.1:{relay.Port}/"));
        visit.Allow([.. Visit.NetworkErrors, "status of 401"]);
        await visit.GoAsync();
        await visit.LogInAsync(SapphireServer.Password);
        await visit.ConnectedAsync();
        await relay.UnplugAsync();
        await Expect(visit.Connection).Not.ToHaveAttributeAsync("data-state", "connected");
        await visit.SayAsync("Typed too late");
        await Expect(visit.Said).ToHaveAttributeAsync("data-status", "unsent");
        await visit.Context.ClearCookiesAsync();
        relay.Plug();

        await Expect(visit.Find("login-password")).ToBeVisibleAsync();
        await visit.LogInAsync(SapphireServer.Password);
        await visit.LastReplyIsAsync("completed");
        await visit.LastReplySaysAsync("You said: Typed too late");
        await Expect(visit.Messages).ToHaveCountAsync(2);
        await ShowsWhatIsStoredAsync(visit, server);
        model.Chats.Count.ShouldBe(1);
    }
}
