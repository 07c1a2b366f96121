using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sapphire.EndToEnd.Tests.Support;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sapphire.EndToEnd.Tests;

/// <summary>
/// The connection is lost in the middle of an answer. In the end the text on screen equals the stored text, and nothing is there twice.
/// The browser goes over https through a relay, which is cut, unplugged and frozen.
/// </summary>
public sealed class ReconnectTests(Chromium chromium, ITestOutputHelper output) : EndToEndTest(chromium)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(25);

    [Fact]
    public async Task A_socket_closed_in_mid_answer_is_opened_again_and_the_answer_goes_on()
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        await UseAsync(server, model);
        Gate[] gates = [new(), new(), new()];
        Answer answer = Answer.Text(Words(1, 40));
        model.Enqueue(gates.Select((gate, i) => (gate, i)).Aggregate(answer, (a, g) => a.PauseAfter((g.i + 1) * 10 + g.i, g.gate)));
        Visit visit = await OpenAsync(server.Address);
        List<IWebSocketRoute> sockets = [];
        await visit.Page.RouteWebSocketAsync(new Regex("/hub"), page =>
        {
            IWebSocketRoute toServer = page.ConnectToServer();
            sockets.Add(page);
            sockets.Add(toServer);
        });
        await server.LoginAsync();
        await visit.GoAsync();
        await visit.LogInAsync(SapphireServer.Password);
        await visit.ConnectedAsync();
        await visit.SayAsync("Many words");
        for (int i = 0; i < gates.Length; i++)
        {
            await gates[i].Reached.WaitAsync(TimeSpan.FromSeconds(20));
            await visit.LastReplySaysAsync($"word{(i * 10) + 9}");
            await ShowsABeginningOfAsync(visit, Words(1, 40));
            IWebSocketRoute[] open = [.. sockets];
            sockets.Clear();
            foreach (IWebSocketRoute socket in open)
            {
                await socket.CloseAsync(new() { Code = 1011, Reason = "The test closes it." });
            }

            await Eventually.TrueAsync(() => Task.FromResult(sockets.Count == 2), "the page connects again");
            gates[i].Open();
        }

        await visit.LastReplyIsAsync("completed");
        await visit.ConnectedAsync();
        await ShowsWhatIsStoredAsync(visit, server);
        (await visit.ShownAsync()).ShouldBe([new("user", "completed", "Many words"), new("assistant", "completed", Words(1, 40))]);
    }

    [Fact]
    [Trait("soak", "reconnect")]
    public async Task Cuts_at_any_moment_of_an_answer_lose_and_double_nothing()
    {
        int cuts = Soak.Count(3, 50);
        // A seed that is printed: the moments can be had again.
        int seed = Random.Shared.Next();
        output.WriteLine($"{cuts} cuts, seed {seed}");
        Random random = new(seed);
        (SapphireServer server, ScriptedServer model, TcpRelay relay, Visit visit) = await OpenOverRelayAsync();
        int done = 0;
        int said = 0;
        while (done < cuts)
        {
            said++;
            int words = random.Next(60, 100);
            model.Enqueue(Answer.Text(Words(said * 1_000, words)).Every(Pace));
            await visit.SayAsync($"Message {said}");
            await Expect(visit.Replies).ToHaveCountAsync(said, new() { Timeout = 30_000 });
            // Cut when a certain word has come; up to three times in an answer.
            for (int at = random.Next(1, 20); at < words - 5 && done < cuts; at += random.Next(10, 30))
            {
                await visit.LastReplySaysAsync($"word{((said * 1_000) + at).ToString(CultureInfo.InvariantCulture)}", 30_000);
                await ShowsABeginningOfAsync(visit, Words(said * 1_000, words));
                relay.Cut();
                done++;
            }

            // The end replaces the whole text; a gap or a repetition would be seen before.
            await visit.LastReplySaysAsync($"word{((said * 1_000) + words - 2).ToString(CultureInfo.InvariantCulture)}", 30_000);
            await ShowsABeginningOfAsync(visit, Words(said * 1_000, words));

            await visit.LastReplyIsAsync("completed", 60_000);
            await ShowsWhatIsStoredAsync(visit, server);
            IReadOnlyList<Message> shown = await visit.ShownAsync();
            shown.Count.ShouldBe(2 * said);
            shown[^1].Text.ShouldBe(Words(said * 1_000, words));
        }

        model.Chats.Count.ShouldBe(said, "each message was answered once");
        output.WriteLine($"{done} cuts over {said} answers: on screen what is stored, each time");
    }

    [Fact]
    public async Task Ten_seconds_of_silence_in_mid_answer()
    {
        (SapphireServer server, ScriptedServer model, TcpRelay relay, Visit visit) = await OpenOverRelayAsync();
        model.Enqueue(Answer.Text(Words(1, 60)).Every(TimeSpan.FromMilliseconds(100)));
        await visit.SayAsync("Slowly");
        await visit.LastReplySaysAsync("word5");
        relay.Freeze();
        long frozen = Stopwatch.GetTimestamp();
        await visit.SayAsync("Typed in the silence");
        await Expect(visit.Said.Last).ToHaveAttributeAsync("data-status", "sending");
        await Eventually.TrueAsync(() => Task.FromResult(Stopwatch.GetElapsedTime(frozen) >= TimeSpan.FromSeconds(10)), "ten seconds pass");
        await Expect(visit.Said.Last).ToHaveAttributeAsync("data-status", new Regex("sending|unsent"));
        relay.Thaw();
        await Expect(visit.Replies).ToHaveCountAsync(2, new() { Timeout = 40_000 });
        await visit.LastReplySaysAsync("You said: Typed in the silence", 40_000);
        await visit.LastReplyIsAsync("completed");
        await ShowsWhatIsStoredAsync(visit, server);
        (await visit.ShownAsync()).ShouldBe(
        [
            new("user", "completed", "Slowly"),
            new("assistant", "completed", Words(1, 60)),
            new("user", "completed", "Typed in the silence"),
            new("assistant", "completed", "You said: Typed in the silence"),
        ]);
        model.Chats.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Ten_seconds_offline_in_mid_answer()
    {
        (SapphireServer server, ScriptedServer model, TcpRelay relay, Visit visit) = await OpenOverRelayAsync();
        model.Enqueue(Answer.Text(Words(1, 60)).Every(TimeSpan.FromMilliseconds(100)));
        await visit.SayAsync("Slowly");
        await visit.LastReplySaysAsync("word5");
        string chat = visit.ChatId;
        await relay.UnplugAsync();
        long unplugged = Stopwatch.GetTimestamp();
        await Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "Connection" })).ToContainTextAsync("The connection was lost.");
        await visit.SayAsync("Typed while offline");
        await Expect(visit.Said.Last).ToHaveAttributeAsync("data-status", "unsent");
        await Expect(visit.Said.Last).ToContainTextAsync("It is sent by itself when the connection is back.");
        await Expect(visit.Connection).ToHaveAttributeAsync("data-state", "offline", new() { Timeout = 30_000 });
        await Expect(visit.Find("try-now")).ToBeVisibleAsync();
        await Eventually.TrueAsync(() => Task.FromResult(Stopwatch.GetElapsedTime(unplugged) >= TimeSpan.FromSeconds(10)), "ten seconds pass");
        (await Stored.MessagesAsync(server, chat)).Count.ShouldBe(2);
        relay.Plug();
        await visit.Find("try-now").ClickAsync();
        await visit.ConnectedAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "Connection" })).ToHaveCountAsync(0);
        await Expect(visit.Replies).ToHaveCountAsync(2, new() { Timeout = 30_000 });
        await visit.LastReplySaysAsync("You said: Typed while offline");
        await visit.LastReplyIsAsync("completed");
        await ShowsWhatIsStoredAsync(visit, server);
        (await visit.ShownAsync())[1].ShouldBe(new("assistant", "completed", Words(1, 60)));
        model.Chats.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_server_is_restarted_in_mid_answer(bool killed)
    {
        string port = Ports.FreePair().ToString(CultureInfo.InvariantCulture);
        SapphireServer server = await StartServerAsync("--port", port);
        ScriptedServer model = await StartModelAsync();
        await UseAsync(server, model);
        Gate never = new();
        // Slower than what is heard is stored, so that the half that is on screen is in the store but for its end.
        model.Enqueue(Answer.Text(Words(1, 60)).Every(Pace).PauseAfter(101, never));
        Visit visit = await OpenLoggedInAsync(server);
        visit.Allow([.. Visit.NetworkErrors, Visit.UnknownConnection]);
        await visit.SayAsync("A long story");
        await visit.LastReplySaysAsync("word40");
        if (killed)
        {
            await server.Process.KillAsync();
        }
        else
        {
            (await server.Process.TerminateAsync(TimeSpan.FromSeconds(20))).ShouldBe(0);
        }

        await Expect(visit.Connection).ToHaveAttributeAsync("data-state", new Regex("reconnecting|offline"));
        await visit.SayAsync("Typed while it was away");
        await Expect(visit.Said.Last).ToHaveAttributeAsync("data-status", "unsent");

        server = await StartServerAsync("--port", port);
        await server.LoginAsync();
        await visit.ConnectedAsync(30_000);
        await Expect(visit.Replies).ToHaveCountAsync(2, new() { Timeout = 30_000 });
        await Expect(visit.Replies.First).ToHaveAttributeAsync("data-status", "interrupted");
        await Expect(visit.Replies.First.GetByTestId("message-error")).ToBeVisibleAsync();
        await visit.LastReplySaysAsync("You said: Typed while it was away");
        await visit.LastReplyIsAsync("completed");
        await ShowsWhatIsStoredAsync(visit, server);
        IReadOnlyList<Message> shown = await visit.ShownAsync();
        shown.Select(m => m.Role).ShouldBe(["user", "assistant", "user", "assistant"]);
        shown[1].Text.ShouldNotBeEmpty();
        Words(1, 60).ShouldStartWith(shown[1].Text);
        model.Chats.Count.ShouldBe(2);

        // Others follow it, so the question is put again behind them.
        await visit.Find("ask-again").ClickAsync();
        await Expect(visit.Replies).ToHaveCountAsync(3);
        await visit.LastReplySaysAsync("You said: A long story");
        await visit.LastReplyIsAsync("completed");
        await ShowsWhatIsStoredAsync(visit, server);
    }

    [Theory]
    [InlineData("retry", "You said: A long story")]
    [InlineData("continue", "and the end of it.")]
    public async Task An_interrupted_reply_is_tried_again_or_continued(string what, string expected)
    {
        string port = Ports.FreePair().ToString(CultureInfo.InvariantCulture);
        SapphireServer server = await StartServerAsync("--port", port);
        ScriptedServer model = await StartModelAsync();
        await UseAsync(server, model);
        model.Enqueue(Answer.Text(Words(1, 60)).Every(Pace).PauseAfter(101, new()));
        Visit visit = await OpenLoggedInAsync(server);
        visit.Allow([.. Visit.NetworkErrors, Visit.UnknownConnection]);
        await visit.SayAsync("A long story");
        await visit.LastReplySaysAsync("word40");
        await server.Process.KillAsync();
        server = await StartServerAsync("--port", port);
        await server.LoginAsync();
        await visit.ConnectedAsync(30_000);
        await visit.LastReplyIsAsync("interrupted");
        await ShowsWhatIsStoredAsync(visit, server);
        string before = (await visit.ShownAsync())[1].Text;
        if (what == "continue")
        {
            model.Enqueue(Answer.Text("and the end of it."));
        }

        await visit.Find(what).ClickAsync();
        await visit.LastReplyIsAsync("completed");
        await visit.LastReplySaysAsync(expected);
        await Expect(visit.Messages).ToHaveCountAsync(2);
        await ShowsWhatIsStoredAsync(visit, server);
        if (what == "continue")
        {
            (await visit.ShownAsync())[1].Text.ShouldStartWith(before);
        }
    }

    // Through the relay the browser reaches the https listener: that one answers to any port.
    private async Task<(SapphireServer Server, ScriptedServer Model, TcpRelay Relay, Visit Visit)> OpenOverRelayAsync()
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        await UseAsync(server, model);
        TcpRelay relay = Own(TcpRelay.To(Https(server).Port));
        Visit visit = await OpenAsync(new($"https://127.0.0.1:{relay.Port}/"));
        visit.Allow(Visit.NetworkErrors);
        await visit.GoAsync();
        await visit.LogInAsync(SapphireServer.Password);
        await visit.ConnectedAsync();
        return (server, model, relay, visit);
    }

    private static async Task ShowsABeginningOfAsync(Visit visit, string whole) => whole.ShouldStartWith((await visit.ShownAsync())[^1].Text);

    private static string Words(int first, int count) => string.Join(' ', Enumerable.Range(first, count).Select(i => $"word{i}"));
}
