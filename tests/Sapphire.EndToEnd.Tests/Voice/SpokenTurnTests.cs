using System.Globalization;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sapphire.EndToEnd.Tests.Support;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sapphire.EndToEnd.Tests.Voice;

/// <summary>
/// The spoken loop as a person has it: a microphone that hears flite ask, the page, the server with its engines, and what comes out
/// of the page's speaker, understood again.
/// </summary>
public sealed class SpokenTurnTests(Chromium chromium) : EndToEndTest(chromium)
{
    private const int PlayedRate = 24_000;
    private const float Patience = 40_000;
    private static readonly TimeSpan HalfDay = TimeSpan.FromHours(12);

    [Fact]
    public async Task Push_to_talk_asks_for_the_time_and_hears_the_right_one()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenListeningAsync(server, 1.5, (0.8, "what time is it"));

        await AskAsync(visit, "what time is it", TimeSpan.FromSeconds(2.6));

        await visit.LastReplyIsAsync("completed", Patience);
        await Expect(Visit.Text(visit.LastReply)).ToContainTextAsync(new Regex(@"\d{1,2}:\d{2}"));
        TimeSpan shown = TimeSpan.Parse(Regex.Match(await Visit.Text(visit.LastReply).InnerTextAsync(), @"\d{1,2}:\d{2}").Value, CultureInfo.InvariantCulture);
        await SilentAsync(visit);
        TimeSpan heard = Ear.HearTime([.. (await VoiceBrowser.PlayedAsync(visit)).Skip(await LastSpeechAsync(visit))], PlayedRate);
        TimeSpan now = DateTime.Now.TimeOfDay;
        double apart = Math.Abs((shown - now).TotalMinutes) % HalfDay.TotalMinutes;
        Math.Min(apart, HalfDay.TotalMinutes - apart).ShouldBeLessThanOrEqualTo(2, $"shown {shown}, it is {now}");

        // At some times of the day the ear takes one number for another that sounds like it: four for five.
        (heard.Minutes == shown.Minutes || heard.Hours % 12 == shown.Hours % 12).ShouldBeTrue($"shown {shown}, heard {heard}");
        await ShowsWhatIsStoredAsync(visit, server);
        await Expect(visit.Said.Last.GetByTestId("spoken-mark")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Hands_free_hears_one_question_after_the_other_and_a_sum_is_answered_aloud()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenListeningAsync(server, 3, (1, "what time is it"), (6, "what is twelve times nine"));

        await visit.Find("hands-free").ClickAsync();

        await Expect(visit.Said).ToHaveCountAsync(2, new() { Timeout = Patience });
        await Expect(visit.Said.Last).ToHaveTextAsync(new Regex("^what is twelve times nine", RegexOptions.IgnoreCase));
        await visit.LastReplySaysAsync("108", Patience);
        await SilentAsync(visit, "listening");
        await Expect(visit.Find("hands-free")).ToHaveAttributeAsync("aria-pressed", "true");
        string said = Ear.Hear(
            [.. (await VoiceBrowser.PlayedAsync(visit)).Skip(await LastSpeechAsync(visit))],
            PlayedRate,
            "#JSGF V1.0; grammar sum; public <sum> = (twelve | two | twenty) times (nine | five | ninety) (equals | is) (one | nine) hundred [and] (eight | eighty | eighteen | one);");
        said.ShouldBe("twelve times nine equals one hundred eight");

        await visit.Find("hands-free").ClickAsync();
        await Expect(visit.Find("mic")).ToHaveAttributeAsync("data-talk", "off");
        await ShowsWhatIsStoredAsync(visit, server);
    }

    [Fact]
    public async Task Speaking_while_it_speaks_stops_it_and_what_was_heard_is_kept()
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        string[] sentences = [.. Enumerable.Range(1, 14).Select(i => $"The keeper of the lighthouse lit lamp number {i} and climbed down the long stairs.")];
        model.Fallback = _ => Answer.Text(model.Chats.Count > 1 ? "All right." : string.Join(' ', sentences));
        await UseAsync(server, model);
        Visit visit = await OpenListeningAsync(server, 3, (1, "tell me a long story"), (9, "thank you that is enough"));

        await visit.Find("hands-free").ClickAsync();

        ILocator first = visit.Replies.First;
        await Expect(visit.Find("voice-state")).ToHaveAttributeAsync("data-state", "speaking", new() { Timeout = Patience });
        await Expect(first.Locator("mark")).ToBeVisibleAsync(new() { Timeout = Patience });
        await Look.PictureAsync(visit, "voice-speaking.png");
        await Expect(first.GetByTestId("stopped-here")).ToBeVisibleAsync(new() { Timeout = Patience });
        await Expect(visit.Said).ToHaveCountAsync(2, new() { Timeout = Patience });
        await visit.LastReplySaysAsync("All right.", Patience);
        await Look.IsSoundAsync(visit, "hands-free after barge-in");
        await Look.PictureAsync(visit, "voice-barge-in.png");
        int heard = int.Parse((await Visit.Text(first).GetAttributeAsync("data-heard"))!);
        heard.ShouldBeInRange(20, string.Join(' ', sentences).Length / 2);

        // What the model is told next is what was heard.
        string asked = model.Chats[^1].Body;
        asked.ShouldContain("lamp number 1 ");
        asked.ShouldNotContain("lamp number 14");
        await SilentAsync(visit, "listening");
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Find("mic")).ToHaveAttributeAsync("data-talk", "off");
    }

    [Fact]
    public async Task A_timer_that_was_set_by_voice_rings_and_is_spoken_in_its_own_tab_only()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenListeningAsync(server, 2, (0.8, "set a timer for five seconds"));
        Visit other = await OpenLoggedInAsync(server);
        await other.Composer.ClickAsync();
        await VoiceBrowser.TapAsync(other);

        await AskAsync(visit, "set (a|the) timer for five seconds", TimeSpan.FromSeconds(3));

        int before = await SpeechesAsync(visit);
        await Expect(visit.Find("timer")).ToHaveCountAsync(1, new() { Timeout = Patience });
        await Expect(visit.Find("notification")).ToHaveCountAsync(1, new() { Timeout = Patience });
        await Expect(other.Find("notification")).ToHaveCountAsync(1, new() { Timeout = Patience });
        await Eventually.TrueAsync(async () => await SpeechesAsync(visit) > Math.Max(before, 1), "the timer is spoken");
        await SilentAsync(visit);
        string said = Ear.Hear(
            [.. (await VoiceBrowser.PlayedAsync(visit)).Skip(await LastSpeechAsync(visit))],
            PlayedRate,
            "#JSGF V1.0; grammar ring; public <ring> = your (five | nine | ten | twenty) (second | minute | hour) timer is (done | set | cancelled);");
        said.ShouldBe("your five second timer is done");
        (await SpeechesAsync(other)).ShouldBe(0);
    }

    [Fact]
    public async Task What_was_understood_can_be_corrected_and_is_answered_anew()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenListeningAsync(server, 1.5, (0.8, "what is twelve times nine"));
        await AskAsync(visit, "what is twelve times nine", TimeSpan.FromSeconds(3));
        await visit.LastReplySaysAsync("108", Patience);
        int said = await visit.Said.CountAsync();

        await visit.Said.Last.HoverAsync();
        await visit.Find("correct").Last.ClickAsync();
        await visit.Find("correct-input").FillAsync("what is twelve times ten");
        await visit.Find("correct-input").PressAsync("Enter");

        await visit.LastReplySaysAsync("120", Patience);
        await Expect(visit.Said).ToHaveCountAsync(said);
        await Expect(visit.Said.Last).ToHaveTextAsync(new Regex("^what is twelve times ten"));
        await ShowsWhatIsStoredAsync(visit, server);
    }

    [Fact]
    public async Task A_microphone_that_hears_nothing_says_so()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenListeningAsync(server, 10);

        await HoldAsync(visit, TimeSpan.FromSeconds(1.5));

        await Expect(visit.Find("voice-notice")).ToHaveAttributeAsync("data-kind", new Regex("nothing-heard|not-understood"), new() { Timeout = Patience });
        await Expect(visit.Messages).ToHaveCountAsync(0);
    }

    private async Task<Visit> OpenListeningAsync(SapphireServer server, double silenceAfter, params (double SilenceBefore, string Text)[] lines)
    {
        string file = Path.Combine(Home, "microphone.wav");
        SpokenFile.Write(file, silenceAfter, lines);
        IBrowser browser = Own(await VoiceBrowser.LaunchAsync(file));
        Visit visit = await OpenLoggedInAsync(server, browser: browser);
        await VoiceBrowser.TapAsync(visit);
        return visit;
    }

    // Under load a browser loses some of what its fake microphone plays, so that a word may be misheard: asked once more then.
    private static async Task AskAsync(Visit visit, string question, TimeSpan time)
    {
        await HoldAsync(visit, time);
        await Expect(visit.Said).ToHaveCountAsync(1, new() { Timeout = Patience });
        if (!Regex.IsMatch(await Visit.Text(visit.Said.Last).InnerTextAsync(), $"^{question}", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1)))
        {
            await HoldAsync(visit, time);
            await Expect(visit.Said).ToHaveCountAsync(2, new() { Timeout = Patience });
        }

        await Expect(visit.Said.Last).ToHaveTextAsync(new Regex($"^{question}", RegexOptions.IgnoreCase));
    }

    // The fake microphone plays its file from the moment when it is opened, as fast as it sounds.
    private static async Task HoldAsync(Visit visit, TimeSpan time)
    {
        await visit.Find("mic").HoverAsync();
        await visit.Page.Mouse.DownAsync();
        await Expect(visit.Find("mic")).ToHaveAttributeAsync("data-talk", "hold open");
        long start = Stopwatch.GetTimestamp();
        await Eventually.TrueAsync(() => Task.FromResult(Stopwatch.GetElapsedTime(start) >= time), "the question was spoken");
        await visit.Page.Mouse.UpAsync();
    }

    // All that was to be spoken was played.
    private static async Task SilentAsync(Visit visit, string? state = null)
    {
        await Eventually.TrueAsync(async () => await SpeechesAsync(visit) > 0, "something is spoken");

        // A speech begins a moment before its sound does.
        await Eventually.TrueAsync(async () => (await VoiceBrowser.PlayedAsync(visit)).Length > await LastSpeechAsync(visit) + (PlayedRate / 2), "half a second of it has sounded");
        if (state is null)
        {
            await Expect(visit.Find("voice-state")).ToHaveCountAsync(0, new() { Timeout = Patience });
        }
        else
        {
            await Expect(visit.Find("voice-state")).ToHaveAttributeAsync("data-state", state, new() { Timeout = Patience });
        }
    }

    private static Task<int> SpeechesAsync(Visit visit) => visit.Page.EvaluateAsync<int>("() => window.__sapphireTap?.speeches?.length ?? 0");

    private static Task<int> LastSpeechAsync(Visit visit) => visit.Page.EvaluateAsync<int>("() => window.__sapphireTap.speeches.at(-1).at");
}
