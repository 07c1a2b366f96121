using Microsoft.Extensions.DependencyInjection;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Privacy;
using Sapphire.Actors.Rooms;
using Sapphire.Actors.Rooms.Listening;
using Sapphire.Actors.SpeechServices;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Actors.Tests.Settings;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.Tests.Rooms;

/// <summary>What waits for what, how long it takes, and what is missing.</summary>
public sealed partial class RoomTests
{
    [Fact]
    public async Task The_first_sound_waits_for_its_own_sentence_only_and_at_most_three_are_under_way()
    {
        _harness.Synthesizer.Manual = true;
        _harness.Recognizer.Says("count");
        await using RoomPage page = _harness.Page();
        page.Press(Sound.Speech(1));
        (await Assistant.Model.NextAsync()).Finish("One. Two. Three. Four.");
        await AssistantHarness.UntilAsync(() => Task.FromResult(_harness.Synthesizer.Waiting.Count == 3), "three are under way");
        _harness.Synthesizer.Waiting["Three."].SetResult();
        _harness.Synthesizer.Waiting["Two."].SetResult();
        await AssistantHarness.UntilAsync(() => Task.FromResult(_harness.Synthesizer.Waiting.ContainsKey("Four.")), "the next one is under way");
        page.Seen.OfType<SpeechBegan>().ShouldBeEmpty();
        _harness.Synthesizer.Waiting["One."].SetResult();
        await page.UntilAsync<SentenceBegan>(sentence => sentence.Text == "Three.");
        _harness.Synthesizer.Waiting["Four."].SetResult();
        SpeechComplete complete = await page.UntilAsync<SpeechComplete>();
        page.Sounds[complete.SpeechId].ShouldBe(_harness.SoundOf("One.", "Two.", "Three.", "Four."));
    }

    [Fact]
    public async Task A_reply_holds_back_while_the_person_goes_on_speaking()
    {
        _harness.Recognizer.Says("what is", string.Empty);
        await using RoomPage page = _harness.Page();
        MicrophoneInput input = page.Open(MicrophoneId.New(TimeProvider.System));
        short[] before = Sound.Join(Sound.Quiet(1), Sound.Speech(1), Sound.Quiet(1), Sound.Speech(0.6));
        RoomPage.Write(input, Sound.Frames(before));
        await page.UntilAsync<UtteranceUnderstood>();
        (await Assistant.Model.NextAsync()).Finish("What is what?");
        await AssistantHarness.UntilAsync(() => Task.FromResult(!_harness.Synthesizer.Requests.IsEmpty), "it is synthesised");
        RoomPage.Write(input, Sound.Frames(Sound.Quiet(1.2), before.Length / Sound.Block));
        (await page.UntilAsync<UtteranceFailed>()).Reason.ShouldBe("not-understood");
        page.Seen.OfType<SpeechFrame>().ShouldBeEmpty();
        await page.UntilAsync<SpeechComplete>();
        page.Sentences.ShouldBe(["What is what?"]);
    }

    [Fact]
    public async Task A_press_while_it_thinks_holds_the_reply_back_until_the_person_has_spoken()
    {
        _harness.Recognizer.Says("one");
        await using RoomPage page = _harness.Page();
        page.Press(Sound.Speech(1));
        await page.UntilAsync(RoomState.Thinking);
        MicrophoneInput input = page.Open(MicrophoneId.New(TimeProvider.System), handsFree: false);
        RoomPage.Write(input, Sound.Frames(Sound.Quiet(0.2)));
        await page.UntilAsync(RoomState.Hearing);
        (await Assistant.Model.NextAsync()).Finish("The first.");
        await AssistantHarness.UntilAsync(() => Task.FromResult(!_harness.Synthesizer.Requests.IsEmpty), "it is synthesised");
        RoomPage.Write(input, Sound.Frames(Sound.Quiet(0.5), first: 10));
        input.Complete();
        (await page.UntilAsync<UtteranceFailed>()).Reason.ShouldBe("nothing-heard");
        page.Seen.OfType<SpeechFrame>().ShouldBeEmpty();
        await page.UntilAsync<SpeechComplete>();
        page.Sentences.ShouldBe(["The first."]);
    }

    [Fact]
    public async Task A_recogniser_that_is_missing_says_so_and_closes_the_microphone()
    {
        _harness.Recognizer.Broken = new SpeechException("unavailable", "There is no recogniser.", "Install pocketsphinx.");
        await using RoomPage page = _harness.Page();
        MicrophoneInput input = page.Open(MicrophoneId.New(TimeProvider.System), handsFree: false);
        RoomPage.Write(input, Sound.Frames(Sound.Speech(1)));
        (await page.UntilAsync<UtteranceFailed>()).Error.Detail.ShouldBe("Install pocketsphinx.");
        await page.UntilAsync(RoomState.Idle);
        page.Seen.OfType<MicrophoneClosed>().ShouldHaveSingleItem();
        page.Seen.OfType<UtteranceStarted>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_reader_that_reads_nothing_loses_its_stream_and_the_room_goes_on()
    {
        await using RoomPage page = _harness.Page();
        await page.UntilAsync<RoomOpened>();
        for (int i = 0; i < RoomReader.Capacity + 50; i++)
        {
            Assistant.System.EventStream.Publish(new NotificationRaised(new Sapphire.Actors.Home.NotificationView(
                TimerId.New(TimeProvider.System), "Timer done: tea", string.Empty, TimeProvider.System.GetUtcNow(), null, _harness.Room)));
        }

        await AssistantHarness.UntilAsync(
            async () =>
            {
                await using RoomPage other = _harness.Page();
                return await other.ReadAsync() is RoomOpened;
            },
            "the room answers");
        Sapphire.Actors.Subscriptions.SubscriptionException lagged = await Should.ThrowAsync<Sapphire.Actors.Subscriptions.SubscriptionException>(page.EndsAsync());
        lagged.Error.Code.ShouldBe("lagged");
    }

    [Fact]
    public async Task The_parts_of_a_spoken_turn_are_measured()
    {
        List<(string Name, double Value)> measured = [];
        using System.Diagnostics.Metrics.MeterListener meters = new();
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == VoiceTimings.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<double>((instrument, value, _, _) =>
        {
            lock (measured)
            {
                measured.Add((instrument.Name, value));
            }
        });
        meters.Start();
        await using RoomPage page = _harness.Page();
        for (int i = 0; i < 5; i++)
        {
            _harness.Recognizer.Says("hello");
            page.Press(Sound.Speech(1));
            (await Assistant.Model.NextAsync()).Finish("Good morning.");
            await page.UntilAsync<SpeechComplete>();
            await page.UntilAsync(RoomState.Idle);
        }

        (string Name, double Value)[] all;
        lock (measured)
        {
            all = [.. measured];
        }

        foreach (string name in new[] { "sapphire.voice.transcript", "sapphire.voice.first_token", "sapphire.voice.first_audio", "sapphire.voice.own" })
        {
            double[] values = [.. all.Where(one => one.Name == name).Select(one => one.Value).Order()];
            values.Length.ShouldBeGreaterThanOrEqualTo(5, name);
            TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {string.Join(", ", values.Select(value => $"{value:F1}"))} ms");

            // Far above what it takes (some ms): other tests run beside.
            values[0].ShouldBeGreaterThanOrEqualTo(0, name);
            values[values.Length / 2].ShouldBeLessThan(1000, name);
        }
    }

    [Fact]
    public async Task A_speech_service_that_fails_is_told_and_another_voice_speaks()
    {
        using HttpClient http = new();
        using TempFolder keys = new();
        await using RoomHarness harness = await RoomHarness.StartAsync(change: (services, own) => services
            .AddSingleton(new RoutingSynthesizer(own.Synthesizer, own.Settings, new(keys.Path), http))
            .AddSingleton<ISpeechSynthesizer>(provider => provider.GetRequiredService<RoutingSynthesizer>()));
        harness.Settings.Update(all => all with
        {
            Speech = all.Speech with { Speak = all.Speech.Speak with { Voice = "openai/alloy", Service = new("http://127.0.0.1:1/v1", "tts-1", "alloy") } },
        });
        harness.Recognizer.Says("hello");
        await using RoomPage page = harness.Page();
        page.Press(Sound.Speech(1));
        (await harness.Assistant.Model.NextAsync()).Finish("Good morning. How are you?");
        await page.UntilAsync<SpeechComplete>();
        page.Sentences.ShouldBe(["Good morning.", "How are you?"]);
        RoomProblem problem = page.Seen.OfType<RoomProblem>().FirstOrDefault() ?? await page.UntilAsync<RoomProblem>();
        problem.Error.Title.ShouldBe("The speech service at http://127.0.0.1:1/v1 is not running.");
        problem.Error.Detail.ShouldBe("A voice of this machine speaks instead. Start it, or check the URL in the Speech dialog.");
    }

    [Fact]
    public async Task A_private_chat_is_not_spoken_by_a_service_far_away()
    {
        OutboundGate gate = new(null, static (_, _) => Task.FromResult<System.Net.IPAddress[]>([System.Net.IPAddress.Loopback]));
        using HttpClient open = gate.CreateClient();
        using HttpClient closed = gate.CreateClient(inPrivacy: true);
        using TempFolder keys = new();
        await using RoomHarness harness = await RoomHarness.StartAsync(change: (services, own) => services
            .AddSingleton<IPrivacyHold>(new AllPrivate())
            .AddSingleton(new RoutingSynthesizer(own.Synthesizer, own.Settings, new(keys.Path), open, inPrivacy: closed))
            .AddSingleton<ISpeechSynthesizer>(provider => provider.GetRequiredService<RoutingSynthesizer>()));
        harness.Settings.Update(all => all with
        {
            Speech = all.Speech with { Speak = all.Speech.Speak with { Voice = "openai/alloy", Service = new("http://speech.example:1/v1", "tts-1", "alloy") } },
        });
        harness.Recognizer.Says("hello");
        await using RoomPage page = harness.Page();
        page.Press(Sound.Speech(1));
        (await harness.Assistant.Model.NextAsync()).Finish("Good morning.");
        await page.UntilAsync<SpeechComplete>();
        page.Sentences.ShouldBe(["Good morning."]);
        RoomProblem problem = page.Seen.OfType<RoomProblem>().FirstOrDefault() ?? await page.UntilAsync<RoomProblem>();
        problem.Error.Title.ShouldBe("This chat is private: speech.example is not asked.");
    }

    private sealed class AllPrivate : IPrivacyHold
    {
        public ValueTask<string?> ReasonAsync(ChatId chat, CancellationToken cancellationToken) => ValueTask.FromResult<string?>("It is private.");

        public ValueTask<bool> IsPrivateAsync(ChatId? chat, CancellationToken cancellationToken) => ValueTask.FromResult(true);
    }
}
