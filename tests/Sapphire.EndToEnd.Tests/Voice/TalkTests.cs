using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sapphire.EndToEnd.Tests.Support;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sapphire.EndToEnd.Tests.Voice;

/// <summary>The ways in which a person begins, ends and quietens a spoken turn.</summary>
public sealed class TalkTests(Chromium chromium) : EndToEndTest(chromium)
{
    private const float Patience = 40_000;

    [Fact]
    public async Task Space_talks_while_it_is_held_and_types_in_the_composer()
    {
        SapphireServer server = await StartServerAsync();
        Visit visit = await OpenLoggedInAsync(server, browser: await MicrophoneAsync((0.8, "what is twelve times nine")));
        await WatchAsync(visit);

        await visit.Composer.ClickAsync();
        await visit.Page.Keyboard.DownAsync("Space");
        await visit.Page.Keyboard.DownAsync("Space");
        await visit.Page.Keyboard.UpAsync("Space");
        await Expect(visit.Composer).ToHaveValueAsync("  ");
        await Expect(visit.Find("mic")).ToHaveAttributeAsync("data-talk", "off");
        (await MicrophonesAsync(visit)).ShouldBe("");

        await visit.Page.EvaluateAsync("() => document.activeElement.blur()");
        await visit.Page.Keyboard.DownAsync("Space");
        await Expect(visit.Find("mic")).ToHaveAttributeAsync("data-talk", "hold open");
        await SpokenAsync();
        await visit.Page.Keyboard.UpAsync("Space");

        await Expect(visit.Said).ToHaveTextAsync(new Regex("^what is twelve times nine", RegexOptions.IgnoreCase), new() { Timeout = Patience });
        await visit.LastReplySaysAsync("108", Patience);
        (await MicrophonesAsync(visit)).ShouldBe("ended");
    }

    [Fact]
    public async Task A_connection_that_is_cut_in_mid_utterance_loses_no_word()
    {
        SapphireServer server = await StartServerAsync();
        TcpRelay relay = Own(TcpRelay.To(Https(server).Port));
        await server.LoginAsync();
        Visit visit = await OpenAsync(new($"https://127.0.0.1:{relay.Port}/"), browser: await MicrophoneAsync((0.8, "what is twelve times nine")));
        visit.Allow(Visit.NetworkErrors);
        await visit.GoAsync();
        await visit.LogInAsync(SapphireServer.Password);
        await visit.ConnectedAsync();
        await WatchAsync(visit);

        await visit.Find("mic").HoverAsync();
        await visit.Page.Mouse.DownAsync();
        Task spoken = SpokenAsync();
        await Expect(visit.Find("voice-state")).ToHaveAttributeAsync("data-state", "hearing", new() { Timeout = Patience });
        relay.Cut();
        await spoken;
        await visit.Page.Mouse.UpAsync();

        await Expect(visit.Said).ToHaveTextAsync(new Regex("^what is twelve times nine", RegexOptions.IgnoreCase), new() { Timeout = Patience });
        await visit.LastReplySaysAsync("108", Patience);
        await Expect(visit.Said).ToHaveCountAsync(1);
        await Expect(visit.Find("voice-notice")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Stop_ends_whatever_voice_does_and_volume_and_mute_reach_the_speaker()
    {
        SapphireServer server = await StartServerAsync();
        ScriptedServer model = await StartModelAsync();
        model.Fallback = _ => Answer.Text(string.Join(' ', Enumerable.Range(1, 30).Select(i => $"The keeper of the lighthouse lit lamp number {i} and climbed down the long stairs.")));
        await UseAsync(server, model);
        BrowserNewContextOptions small = new() { ViewportSize = new() { Width = 360, Height = 740 }, ColorScheme = ColorScheme.Dark };
        Visit visit = await OpenLoggedInAsync(server, options: small, browser: await MicrophoneAsync((1.5, "tell me a long story")));
        await WatchAsync(visit);

        await visit.Find("hands-free").ClickAsync();
        await Expect(visit.Find("voice-state")).ToHaveAttributeAsync("data-state", "listening", new() { Timeout = Patience });
        await visit.Stop.ClickAsync();
        await StoppedAsync(visit, "ended");
        await Look.IsSoundAsync(visit, "voice stopped at 360 px");

        await visit.Find("hands-free").ClickAsync();
        await Expect(visit.Find("voice-state")).ToHaveAttributeAsync("data-state", "speaking", new() { Timeout = Patience });
        await VolumeIsAsync(visit, 1);
        await Look.IsSoundAsync(visit, "speaking at 360 px");
        await Look.PictureAsync(visit, "voice-speaking-360.png");
        await visit.Find("voice-volume").FillAsync("0.3");
        await VolumeIsAsync(visit, 0.3);
        await visit.Find("voice-mute").ClickAsync();
        await VolumeIsAsync(visit, 0);
        await visit.Find("voice-mute").ClickAsync();
        await VolumeIsAsync(visit, 0.3);
        await visit.Stop.ClickAsync();
        await StoppedAsync(visit, "ended,ended");
        await Expect(visit.Replies.First.GetByTestId("stopped-here")).ToBeVisibleAsync(new() { Timeout = Patience });
    }

    private async Task<IBrowser> MicrophoneAsync(params (double SilenceBefore, string Text)[] lines)
    {
        string file = Path.Combine(Home, "microphone.wav");
        SpokenFile.Write(file, 3, lines);
        return Own(await VoiceBrowser.LaunchAsync(file));
    }

    // What the browser itself knows of the microphones that the page has opened, and of how loud it plays.
    private static async Task WatchAsync(Visit visit) => await visit.Page.EvaluateAsync("""
        () => {
          window.tracks = [];
          const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
          navigator.mediaDevices.getUserMedia = async (wanted) => {
            const stream = await open(wanted);
            window.tracks.push(...stream.getTracks());
            return stream;
          };
          const connect = GainNode.prototype.connect;
          GainNode.prototype.connect = function (...to) {
            window.volume = this.gain;
            return connect.apply(this, to);
          };
        }
        """);

    private static Task<string> MicrophonesAsync(Visit visit) => visit.Page.EvaluateAsync<string>("() => window.tracks.map((track) => track.readyState).join()");

    private static Task VolumeIsAsync(Visit visit, double volume) =>
        Eventually.TrueAsync(async () => Math.Abs(await visit.Page.EvaluateAsync<double>("() => window.volume?.value ?? -1") - volume) < 0.01, $"the volume is {volume}");

    private static async Task StoppedAsync(Visit visit, string tracks)
    {
        await Expect(visit.Find("mic")).ToHaveAttributeAsync("data-talk", "off");
        await Expect(visit.Find("voice-state")).ToHaveCountAsync(0, new() { Timeout = Patience });
        await Eventually.TrueAsync(async () => await MicrophonesAsync(visit) == tracks, "the microphone is closed");
    }

    // The fake microphone plays its file from the moment when it is opened, as fast as it sounds.
    private static async Task SpokenAsync()
    {
        long start = Stopwatch.GetTimestamp();
        await Eventually.TrueAsync(() => Task.FromResult(Stopwatch.GetElapsedTime(start) >= TimeSpan.FromSeconds(3.2)), "the question was spoken");
    }
}
