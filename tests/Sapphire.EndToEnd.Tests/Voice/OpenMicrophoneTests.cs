using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;
using Sapphire.EndToEnd.Tests.Support;
using Sapphire.Web.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sapphire.EndToEnd.Tests.Voice;

/// <summary>A microphone that stays open: no frame is lost between the page and the room.</summary>
public sealed class OpenMicrophoneTests(Chromium chromium) : EndToEndTest(chromium)
{
    private const double FrameSeconds = 0.02;

    [Fact]
    public Task No_frame_is_lost() => RunAsync(TimeSpan.FromSeconds(8));

    [Fact]
    [Trait("tier", "soak")]
    [Trait("soak", "microphone")]
    public Task No_frame_is_lost_in_ten_minutes() => RunAsync(TimeSpan.FromMinutes(10));

    private async Task RunAsync(TimeSpan time)
    {
        SapphireServer server = await StartServerAsync();
        string file = Path.Combine(Home, "microphone.wav");
        SpokenFile.Write(file, 5);
        IBrowser browser = Own(await VoiceBrowser.LaunchAsync(file));
        Visit visit = await OpenLoggedInAsync(server, browser: browser);
        ConcurrentQueue<JsonElement> received = new();
        int sent = 0;
        visit.Page.WebSocket += (_, socket) =>
        {
            socket.FrameReceived += (_, frame) => Keep(frame.Text);
            socket.FrameSent += (_, frame) => Interlocked.Add(ref sent, Count(frame.Text));
        };
        // The listener above sees sockets that are opened after it.
        await visit.Page.ReloadAsync();
        await visit.ConnectedAsync();

        await visit.Find("hands-free").ClickAsync();
        await Expect(visit.Find("voice-state")).ToHaveAttributeAsync("data-state", "listening");
        long start = Stopwatch.GetTimestamp();
        using PeriodicTimer tick = new(TimeSpan.FromMilliseconds(200));
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            await tick.WaitForNextTickAsync();
        }

        await visit.Find("hands-free").ClickAsync();
        double open = Stopwatch.GetElapsedTime(start).TotalSeconds;
        JsonElement closed = default;
        await Eventually.TrueAsync(() => Task.FromResult(received.TryDequeue(out closed)), "the microphone is closed");

        TestContext.Current.TestOutputHelper!.WriteLine($"{open:0} s open: {sent} frames sent, {closed.GetProperty("lostFrames").GetInt64()} lost, {sent * FrameSeconds / open:P1} of the time covered");
        closed.GetProperty("lostFrames").GetInt64().ShouldBe(0);
        // What a busy machine keeps from the browser itself is missing in its own clock too.
        (sent * FrameSeconds).ShouldBeInRange(open * 0.9, (open * 1.02) + 1);

        void Keep(string? text)
        {
            foreach (string message in (text ?? string.Empty).Split('\u001e', StringSplitOptions.RemoveEmptyEntries).Where(one => one.Contains("\"microphoneClosed\"", StringComparison.Ordinal)))
            {
                received.Enqueue(JsonDocument.Parse(message).RootElement.GetProperty("item"));
            }
        }
    }

    private static int Count(string? text) => text is null ? 0 : text.Split("\"pcm\":").Length - 1;
}
