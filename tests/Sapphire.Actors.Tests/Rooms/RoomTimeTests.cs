using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Home;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Rooms;
using Sapphire.Actors.Rooms.Listening;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Actors.Tests.Rooms;

/// <summary>What rooms do as time goes by, and timers that ring in them.</summary>
public sealed class RoomTimeTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private RoomHarness _harness = null!;

    public async ValueTask InitializeAsync() => _harness = await RoomHarness.StartAsync(_time);

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task A_microphone_that_is_cut_off_for_three_seconds_is_closed_and_what_was_said_counts()
    {
        _harness.Recognizer.Says("hello");
        await using RoomPage page = _harness.Page();
        MicrophoneId microphone = MicrophoneId.New(_time);
        MicrophoneInput input = page.Open(microphone, handsFree: false);
        RoomPage.Write(input, Sound.Frames(Sound.Speech(1)));
        input.Break();
        await AssistantHarness.UntilAsync(() => Task.FromResult(input.Closed.IsCancellationRequested), "the cut is noticed");
        _time.Advance(TimeSpan.FromSeconds(2.9));
        (await _harness.Rooms.MicrophonePositionAsync(_harness.Room, microphone)).ShouldBe(50);
        await AdvanceUntilAsync<UtteranceUnderstood>(page, TimeSpan.FromSeconds(0.2));
        page.Seen.OfType<MicrophoneClosed>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_room_that_nobody_reads_for_ten_seconds_closes_its_microphone_and_ends()
    {
        RoomPage page = _harness.Page();
        MicrophoneInput input = page.Open(MicrophoneId.New(_time));
        await page.UntilAsync(RoomState.Listening);
        IActorRef room = await RoomAsync();
        await page.DisposeAsync();
        TestProbe probe = Probe();
        probe.Watch(room);
        await AssistantHarness.UntilAsync(
            async () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
                return probe.HasMessages;
            },
            "the room ends");
        probe.ExpectTerminated(room);
        input.Closed.IsCancellationRequested.ShouldBeTrue();
        await using RoomPage again = _harness.Page();
        (await again.ReadAsync()).ShouldBe(new RoomOpened(RoomState.Idle, null, null));
    }

    [Fact]
    public async Task A_reader_that_is_back_in_time_finds_its_room()
    {
        RoomPage page = _harness.Page();
        page.Open(MicrophoneId.New(_time));
        await page.UntilAsync(RoomState.Listening);
        await page.DisposeAsync();
        _time.Advance(TimeSpan.FromSeconds(9));
        await using RoomPage again = _harness.Page();
        (await again.ReadAsync()).ShouldBe(new RoomOpened(RoomState.Listening, null, null));
        _time.Advance(TimeSpan.FromSeconds(30));
        (await _harness.Rooms.MicrophonePositionAsync(_harness.Room, default)).ShouldBe(-1);
        (await RoomAsync()).IsNobody().ShouldBeFalse();
    }

    [Fact]
    public async Task Speech_that_is_never_reported_as_played_ends_by_itself()
    {
        await using RoomPage page = _harness.Page(plays: false);
        await page.UntilAsync<RoomOpened>();
        Ring(_harness.Room, "Timer done: tea");
        await page.UntilAsync<SpeechComplete>();
        page.State.ShouldBe(RoomState.Speaking);
        await AdvanceUntilAsync<RoomStateChanged>(page, TimeSpan.FromSeconds(2), changed => changed.State == RoomState.Idle);
    }

    [Fact]
    public async Task What_was_heard_is_kept_also_when_the_reader_does_not_say_it()
    {
        _harness.Recognizer.Says("tell me a story");
        await using RoomPage page = _harness.Page(plays: false);
        page.Press(Sound.Speech(1));
        UtteranceUnderstood understood = await page.UntilAsync<UtteranceUnderstood>();
        (await _harness.Assistant.Model.NextAsync()).Finish("Once upon a time. There was a king.");
        SpeechId speech = (await page.UntilAsync<SpeechBegan>()).SpeechId;
        await page.UntilAsync<SpeechComplete>();
        page.Report(speech, 4 * TestSynthesizer.SamplesPerWord);
        _harness.Rooms.StopSpeaking(_harness.Room);
        await page.UntilAsync<SpeechStopped>();
        await AssistantHarness.UntilAsync(
            async () =>
            {
                _time.Advance(TimeSpan.FromSeconds(0.3));
                return (await _harness.Assistant.ViewAsync(understood.ChatId)).Messages[1].HeardLength is not null;
            },
            "what was heard is kept");
        (await _harness.Assistant.ViewAsync(understood.ChatId)).Messages[1].HeardLength.ShouldBe(17);
    }

    [Fact]
    public async Task A_timer_rings_in_its_own_room_and_is_said_there()
    {
        RoomId other = RoomId.New(_time);
        await using RoomPage page = _harness.Page();
        await using RoomPage elsewhere = _harness.Page(room: other);
        await page.UntilAsync<RoomOpened>();
        await elsewhere.UntilAsync<RoomOpened>();
        TimerId timer = Ring(_harness.Room, "Timer done: tea");
        (await page.UntilAsync<RoomRang>()).ShouldBe(new(timer, "Timer done: tea"));
        await page.UntilAsync<SpeechComplete>();
        page.Sentences.ShouldBe(["Timer done: tea."]);
        page.Seen.OfType<SpeechBegan>().ShouldHaveSingleItem().MessageId.ShouldBeNull();

        // And nowhere else: the next thing that the other room sees is its own timer.
        Ring(other, "Timer done: eggs");
        (await elsewhere.UntilAsync<RoomRang>()).Title.ShouldBe("Timer done: eggs");
    }

    [Fact]
    public async Task A_timer_of_a_room_where_nobody_is_rings_everywhere()
    {
        await using RoomPage one = _harness.Page(room: RoomId.New(_time));
        await using RoomPage two = _harness.Page(room: RoomId.New(_time));
        await one.UntilAsync<RoomOpened>();
        await two.UntilAsync<RoomOpened>();
        Ring(RoomId.New(_time), "Timer done: tea");
        await one.UntilAsync<RoomRang>();
        await two.UntilAsync<RoomRang>();
        Ring(null, "Timer done: eggs");
        await one.UntilAsync<RoomRang>();
        await two.UntilAsync<RoomRang>();
    }

    [Fact]
    public async Task A_timer_that_fires_while_nobody_is_there_rings_when_somebody_comes_soon()
    {
        await (await PageOnceAsync()).DisposeAsync();
        await AssistantHarness.UntilAsync(
            async () =>
            {
                Ring(_harness.Room, "Timer done: tea");
                await using RoomPage page = _harness.Page();
                await page.UntilAsync<RoomOpened>();
                return await page.ReadAsync() is RoomRang;
            },
            "it rings");

        async Task<RoomPage> PageOnceAsync()
        {
            RoomPage page = _harness.Page();
            await page.UntilAsync<RoomOpened>();
            return page;
        }
    }

    [Fact]
    public async Task A_timer_that_fires_in_mid_speech_is_said_after_the_sentence()
    {
        _harness.Recognizer.Says("count");
        await using RoomPage page = _harness.Page(plays: false);
        page.Press(Sound.Speech(1));
        LiveRequest request = (await _harness.Assistant.Model.NextAsync()).Say(string.Join(' ', Enumerable.Repeat("word", 40)) + ". And more. ");
        SpeechId speech = (await page.UntilAsync<SpeechBegan>()).SpeechId;
        await page.UntilAsync<SpeechFrame>(frame => frame.Sample > 2 * TestSynthesizer.SampleRate);
        Ring(_harness.Room, "Timer done: tea");
        await page.UntilAsync<RoomRang>();
        await AssistantHarness.UntilAsync(() => Task.FromResult(_harness.Synthesizer.Requests.Any(one => one.Text == "Timer done: tea.")), "it is synthesised");
        page.Plays = true;
        page.Report(speech, TestSynthesizer.SampleRate);
        request.Finish("The end.");
        await page.UntilAsync<SpeechComplete>();
        page.Sentences.Skip(1).ShouldBe(["Timer done: tea.", "And more.", "The end."]);
        page.Seen.OfType<SpeechBegan>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_timer_that_fires_while_a_person_speaks_is_said_before_the_reply()
    {
        _harness.Recognizer.Says("hello");
        await using RoomPage page = _harness.Page();
        MicrophoneInput input = page.Open(MicrophoneId.New(_time), handsFree: false);
        RoomPage.Write(input, Sound.Frames(Sound.Speech(1)));
        await page.UntilAsync(RoomState.Hearing);
        Ring(_harness.Room, "Timer done: tea");
        await page.UntilAsync<RoomRang>();
        await AssistantHarness.UntilAsync(() => Task.FromResult(!_harness.Synthesizer.Requests.IsEmpty), "it is synthesised");
        page.Seen.OfType<SpeechFrame>().ShouldBeEmpty();
        input.Complete();
        (await _harness.Assistant.Model.NextAsync()).Finish("Good morning.");
        await page.UntilAsync<SentenceBegan>(sentence => sentence.Text == "Good morning.");
        page.Sentences.ShouldContain("Timer done: tea.");
    }

    [Fact]
    public async Task Nothing_heard_is_said_once_and_it_goes_on_listening()
    {
        _harness.Recognizer.Says("hello");
        await using RoomPage page = _harness.Page();
        MicrophoneInput input = page.Open(MicrophoneId.New(_time));
        short[] silence = Sound.Quiet(18);
        RoomPage.Write(input, Sound.Frames(silence));
        UtteranceFailed failed = await page.UntilAsync<UtteranceFailed>();
        (failed.Reason, failed.UtteranceId).ShouldBe(("nothing-heard", null));
        RoomPage.Write(input, Sound.Frames(Sound.Join(Sound.Speech(1), Sound.Quiet(1.2)), silence.Length / Sound.Block));
        await page.UntilAsync<UtteranceUnderstood>();
        page.Seen.OfType<UtteranceFailed>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_timer_that_fires_when_all_of_a_speech_was_sent_is_said_after_it()
    {
        _harness.Recognizer.Says("hello");
        await using RoomPage page = _harness.Page(plays: false);
        page.Press(Sound.Speech(1));
        (await _harness.Assistant.Model.NextAsync()).Finish("Good morning.");
        SpeechComplete complete = await page.UntilAsync<SpeechComplete>();
        Ring(_harness.Room, "Timer done: tea");
        await page.UntilAsync<RoomRang>();
        page.Plays = true;
        page.Report(complete.SpeechId, complete.Samples, ended: true);
        (await page.UntilAsync<SpeechBegan>()).MessageId.ShouldBeNull();
        await page.UntilAsync<SpeechComplete>();
        page.Sentences.ShouldBe(["Good morning.", "Timer done: tea."]);
        page.Sounds[complete.SpeechId].Count.ShouldBe((int)complete.Samples);
    }

    [Fact]
    public async Task What_was_heard_is_kept_when_the_page_goes_away_with_all_of_the_sound()
    {
        _harness.Recognizer.Says("tell me a story");
        RoomPage page = _harness.Page(plays: false);
        page.Press(Sound.Speech(1));
        UtteranceUnderstood understood = await page.UntilAsync<UtteranceUnderstood>();
        (await _harness.Assistant.Model.NextAsync()).Finish("Once upon a time. There was a king.");
        SpeechId speech = (await page.UntilAsync<SpeechBegan>()).SpeechId;
        await page.UntilAsync<SpeechComplete>();
        page.Report(speech, 4 * TestSynthesizer.SamplesPerWord);
        await page.DisposeAsync();
        await AssistantHarness.UntilAsync(
            async () =>
            {
                _time.Advance(TimeSpan.FromSeconds(0.5));
                return (await _harness.Assistant.ViewAsync(understood.ChatId)).Messages[1].HeardLength is not null;
            },
            "what was heard is kept");
        (await _harness.Assistant.ViewAsync(understood.ChatId)).Messages[1].HeardLength.ShouldBe(17);
    }

    [Fact]
    public async Task The_voice_is_warmed_with_the_microphone_unless_nothing_is_to_be_spoken()
    {
        await using RoomPage page = _harness.Page();
        _harness.SpeakWhen(SpeakSettings.Never);
        MicrophoneInput input = page.Open(MicrophoneId.New(_time));
        await page.UntilAsync(RoomState.Listening);
        _harness.Rooms.Stop(_harness.Room);
        await page.UntilAsync(RoomState.Idle);
        _harness.Synthesizer.Warmed.ShouldBe(0);
        _harness.SpeakWhen(SpeakSettings.Spoken);
        page.Open(MicrophoneId.New(_time));
        await AssistantHarness.UntilAsync(() => Task.FromResult(_harness.Synthesizer.Warmed == 1 && _harness.Recognizer.Warmed == 2), "both are warmed");
    }

    private TimerId Ring(RoomId? room, string title)
    {
        TimerId timer = TimerId.New(_time);
        _harness.Assistant.System.EventStream.Publish(new NotificationRaised(new NotificationView(timer, title, string.Empty, _time.GetUtcNow(), null, room)));
        return timer;
    }

    private TestProbe Probe() => new TestKit(_harness.Assistant.System).CreateTestProbe();

    private async Task<IActorRef> RoomAsync() =>
        (await _harness.Assistant.System.ActorSelection($"/user/rooms/{_harness.Room}").Ask<ActorIdentity>(new Identify(0), AssistantHarness.Deadline)).Subject ?? ActorRefs.Nobody;

    private async Task AdvanceUntilAsync<T>(RoomPage page, TimeSpan step, Func<T, bool>? which = null)
        where T : RoomUpdate
    {
        Task<T> update = page.UntilAsync(which);
        await AssistantHarness.UntilAsync(
            () =>
            {
                _time.Advance(step);
                return Task.FromResult(update.IsCompleted);
            },
            $"{typeof(T).Name} does not come");
        await update;
    }
}
