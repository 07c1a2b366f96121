using Microsoft.Playwright;
using Sapphire.EndToEnd.Tests.Support;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sapphire.EndToEnd.Tests.Voice;

/// <summary>What the page's speaker plays, also over a connection that is cut, and before the browser allows it.</summary>
public sealed class ReadAloudTests(Chromium chromium) : EndToEndTest(chromium)
{
    private const string Story = "Once there was a lighthouse. It stood on a rock far out at sea. Nobody had lived there for a very long time. One night the lamp was lit again. The fishermen saw it from the harbour.";
    private const float Patience = 40_000;

    [Fact]
    public async Task A_reply_is_read_aloud_whole_though_the_connection_is_cut_in_mid_sentence()
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        model.Fallback = _ => Answer.Text(Story);
        await UseAsync(server, model);
        await ChooseVoiceAsync(server, "flite/kal16");
        TcpRelay relay = Own(TcpRelay.To(Https(server).Port));
        await server.LoginAsync();
        Visit visit = await OpenAsync(new($"https://127.0.0.1:{relay.Port}/"));
        visit.Allow(Visit.NetworkErrors);
        await visit.GoAsync();
        await visit.LogInAsync(SapphireServer.Password);
        await visit.ConnectedAsync();
        await visit.SayAsync("Tell me a story.");
        await visit.LastReplyIsAsync("completed");

        await VoiceBrowser.TapAsync(visit);
        short[] whole = await ReadAsync(visit, cut: null);
        whole.Length.ShouldBeGreaterThan(24_000 * 8);
        short[] broken = await ReadAsync(visit, relay);

        // Between two words there may have been a longer pause; nothing is missing, and nothing was said twice.
        broken.Where(sample => sample != 0).SequenceEqual(whole.Where(sample => sample != 0)).ShouldBeTrue("the speech over the cut connection is another one");
    }

    [Fact]
    public async Task A_ring_that_the_browser_holds_back_is_heard_after_a_click()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server);
        // For the browser every look of a test at the page is a gesture of the person: there must be none before the ring.
        await visit.Context.AddInitScriptAsync("window.__sapphireTap = {};");
        TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource rang = new(TaskCreationOptions.RunContinuationsAsynchronously);
        visit.Page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) =>
        {
            _ = frame.Text?.Contains("\"type\":\"opened\"", StringComparison.Ordinal) == true && opened.TrySetResult();
            _ = frame.Text?.Contains("\"type\":\"speechComplete\"", StringComparison.Ordinal) == true && rang.TrySetResult();
        };
        await visit.GoAsync();
        await opened.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await using Person person = await Person.AtAsync(server);
        await person.AskAsync(await person.CreateAsync(), "set a timer for 2 seconds");
        await rang.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        ILocator hear = visit.Find("hear-ring");
        await Expect(hear).ToBeVisibleAsync(new() { Timeout = Patience });
        await hear.ClickAsync();
        await Eventually.TrueAsync(async () => (await VoiceBrowser.PlayedAsync(visit)).Any(sample => Math.Abs((int)sample) > 1_000), "the timer is spoken after the click");
    }

    private static async Task<short[]> ReadAsync(Visit visit, TcpRelay? cut)
    {
        int before = (await VoiceBrowser.PlayedAsync(visit)).Length;
        ILocator read = visit.LastReply.GetByTestId("read-aloud");
        await visit.LastReply.HoverAsync();
        await read.ClickAsync();
        await Expect(read).ToHaveAttributeAsync("data-reading", "true");
        if (cut is not null)
        {
            await Expect(visit.LastReply.Locator("mark")).ToContainTextAsync("far out at sea", new() { Timeout = Patience });
            cut.Cut();
        }

        await Expect(read).ToHaveAttributeAsync("data-reading", "false", new() { Timeout = Patience });
        return [.. (await VoiceBrowser.PlayedAsync(visit)).Skip(before)];
    }

    private static async Task ChooseVoiceAsync(SapphireServer server, string voice)
    {
        object none = new { url = "", model = "", voices = "", key = (string?)null };
        using HttpResponseMessage response = await server.SendAsync(HttpMethod.Put, "api/speech", new { voice, rate = 1, pitch = 1, volume = 1, when = "spoken", speakService = none, recognizer = "auto", listenService = none });
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
    }
}
