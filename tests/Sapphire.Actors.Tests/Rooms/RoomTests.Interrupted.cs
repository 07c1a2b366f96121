using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Rooms;
using Sapphire.Actors.Rooms.Listening;
using Sapphire.Actors.Tests.Hosting;

namespace Sapphire.Actors.Tests.Rooms;

/// <summary>Stops, readers that come and go, frames that get lost.</summary>
public sealed partial class RoomTests
{
    [Fact]
    public async Task Stop_stops_everything_in_every_state()
    {
        await using RoomPage page = _harness.Page(plays: false);
        await page.UntilAsync<RoomOpened>();

        // Idle.
        _harness.Rooms.Stop(_harness.Room);

        // Listening.
        page.Open(MicrophoneId.New(TimeProvider.System));
        await page.UntilAsync(RoomState.Listening);
        await StopAsync();

        // Hearing.
        RoomPage.Write(page.Open(MicrophoneId.New(TimeProvider.System)), Sound.Frames(Sound.Join(Sound.Quiet(1), Sound.Speech(1))));
        await page.UntilAsync(RoomState.Hearing);
        await StopAsync();

        // Understanding.
        _harness.Recognizer.Gate = new();
        page.Press(Sound.Speech(1));
        await page.UntilAsync(RoomState.Understanding);
        await StopAsync();
        _harness.Recognizer.Gate = null;

        // Thinking.
        _harness.Recognizer.Says("one", "two");
        page.Press(Sound.Speech(1));
        LiveRequest thinking = await Assistant.Model.NextAsync();
        await page.UntilAsync(RoomState.Thinking);
        await StopAsync();
        (await thinking.Ended.Task.WaitAsync(AssistantHarness.Deadline)).ShouldBeTrue();

        // Speaking, while the reply is still being written.
        page.Press(Sound.Speech(1));
        LiveRequest speaking = (await Assistant.Model.NextAsync()).Say("Once upon a time. The ");
        SpeechId speech = (await page.UntilAsync<SpeechBegan>()).SpeechId;
        await page.UntilAsync(RoomState.Speaking);
        _harness.Rooms.Stop(_harness.Room);
        (await page.UntilAsync<SpeechStopped>()).ShouldBe(new(speech, "stopped"));
        await page.UntilAsync(RoomState.Idle);
        (await speaking.Ended.Task.WaitAsync(AssistantHarness.Deadline)).ShouldBeTrue();

        async Task StopAsync()
        {
            _harness.Rooms.Stop(_harness.Room);
            await page.UntilAsync(RoomState.Idle);
        }
    }

    [Fact]
    public async Task Stopping_the_speech_leaves_the_reply_in_writing()
    {
        _harness.Recognizer.Says("hello");
        await using RoomPage page = _harness.Page(plays: false);
        page.Press(Sound.Speech(1));
        UtteranceUnderstood understood = await page.UntilAsync<UtteranceUnderstood>();
        LiveRequest request = (await Assistant.Model.NextAsync()).Say("Once upon a time. The ");
        SpeechId speech = (await page.UntilAsync<SpeechBegan>()).SpeechId;
        _harness.Rooms.StopSpeaking(_harness.Room);
        (await page.UntilAsync<SpeechStopped>()).Reason.ShouldBe("stopped");
        page.Report(speech, 0, ended: true);
        request.Finish("end.");
        await page.UntilAsync(RoomState.Idle);
        await Assistant.StoredAsync<ReplyHeard>(understood.ChatId);
        MessageView reply = (await Assistant.ViewAsync(understood.ChatId)).Messages[1];
        (reply.Status, ChatReader.TextOf(reply), reply.HeardLength).ShouldBe((MessageStatus.Completed, "Once upon a time. The end.", 0));
        page.Seen.OfType<SpeechBegan>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_reader_that_comes_back_hears_every_sample_once()
    {
        string[] sentences = [.. Enumerable.Range(1, 12).Select(n => $"This is sentence number {n}.")];
        _harness.Recognizer.Says("count");
        RoomPage first = _harness.Page(plays: false);
        first.Press(Sound.Speech(1));
        (await Assistant.Model.NextAsync()).Finish(string.Join(' ', sentences));
        SpeechId speech = (await first.UntilAsync<SpeechBegan>()).SpeechId;
        const int Played = 7 * TestSynthesizer.SamplesPerWord + 100;
        await first.UntilAsync<SpeechFrame>(frame => frame.Sample > Played);
        first.Report(speech, Played);
        first.Sounds[speech].RemoveRange(Played, first.Sounds[speech].Count - Played);
        await first.DisposeAsync();

        await using RoomPage second = _harness.Page(before: first);
        (await second.UntilAsync<RoomOpened>()).State.ShouldBe(RoomState.Speaking);
        (await second.UntilAsync<SpeechBegan>()).ShouldSatisfyAllConditions(
            began => began.SpeechId.ShouldBe(speech),
            began => began.FirstSample.ShouldBe(Played));
        (await second.UntilAsync<SentenceBegan>()).Text.ShouldBe(sentences[1]);
        await second.UntilAsync<SpeechComplete>();
        second.Sounds[speech].ShouldBe(_harness.SoundOf(sentences));
        await second.UntilAsync(RoomState.Idle);
    }

    [Fact]
    public async Task A_second_reader_takes_the_room_over_in_the_middle_of_speech()
    {
        _harness.Recognizer.Says("count");
        await using RoomPage first = _harness.Page(plays: false);
        first.Press(Sound.Speech(1));
        (await Assistant.Model.NextAsync()).Finish("One two three four five six seven eight. Nine ten.");
        SpeechId speech = (await first.UntilAsync<SpeechBegan>()).SpeechId;
        await using RoomPage second = _harness.Page();
        await second.UntilAsync<SpeechComplete>();
        second.Sounds[speech].ShouldBe(_harness.SoundOf("One two three four five six seven eight.", "Nine ten."));
        (await first.EndsAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task An_utterance_survives_a_cut_of_the_connection_without_a_lost_or_doubled_frame()
    {
        _harness.Recognizer.Says("hello there");
        await using RoomPage page = _harness.Page();
        MicrophoneId microphone = MicrophoneId.New(TimeProvider.System);
        short[] sound = Sound.Speech(2);
        MicrophoneInput first = page.Open(microphone, handsFree: false);
        RoomPage.Write(first, Sound.Frames(sound).Take(60));
        first.Break();
        (await _harness.Rooms.MicrophonePositionAsync(_harness.Room, microphone)).ShouldBe(60);
        MicrophoneInput second = page.Open(microphone, handsFree: false);
        RoomPage.Write(second, Sound.Frames(sound, last: true).Skip(50));
        (await page.UntilAsync<UtteranceUnderstood>()).Text.ShouldBe("hello there");
        page.Seen.OfType<MicrophoneClosed>().ShouldHaveSingleItem().ShouldBe(new(microphone, 0));
        _harness.Recognizer.Recognitions.ShouldHaveSingleItem().Samples.ShouldBe(sound);
        (await _harness.Rooms.MicrophonePositionAsync(_harness.Room, microphone)).ShouldBe(-1);
        page.Open(microphone, handsFree: false);
        (await page.UntilAsync<MicrophoneClosed>()).MicrophoneId.ShouldBe(microphone, "a closed microphone stays closed");
    }

    [Fact]
    public async Task Lost_frames_are_counted_and_another_microphone_replaces_the_first()
    {
        await using RoomPage page = _harness.Page();
        MicrophoneId first = MicrophoneId.New(TimeProvider.System);
        MicrophoneInput input = page.Open(first);
        RoomPage.Write(input, Sound.Frames(Sound.Quiet(0.2)));
        RoomPage.Write(input, Sound.Frames(Sound.Quiet(0.2), first: 17));
        await page.UntilAsync(RoomState.Listening);
        _harness.Recognizer.Says("hello");
        page.Press(Sound.Speech(1));
        (await page.UntilAsync<MicrophoneClosed>()).ShouldBe(new(first, 7));
        input.Closed.IsCancellationRequested.ShouldBeTrue();
        await page.UntilAsync<UtteranceUnderstood>();
    }

    [Fact]
    public async Task A_reader_that_stands_still_is_sent_three_seconds_of_sound_and_no_more()
    {
        string[] sentences = [.. Enumerable.Range(1, 30).Select(n => $"This is the sentence number {n}.")];
        _harness.Recognizer.Says("count");
        await using RoomPage page = _harness.Page(plays: false);
        page.Press(Sound.Speech(1));
        (await Assistant.Model.NextAsync()).Finish(string.Join(' ', sentences));
        SpeechId speech = (await page.UntilAsync<SpeechBegan>()).SpeechId;
        await page.UntilAsync<SpeechFrame>(frame => frame.Sample + frame.Pcm.Length / 2 >= 3 * TestSynthesizer.SampleRate);
        await AssistantHarness.UntilAsync(() => Task.FromResult(_harness.Synthesizer.Requests.Count == 30), "all is synthesised ahead");
        page.Sounds[speech].Count.ShouldBeLessThan(3 * TestSynthesizer.SampleRate + 960);
        page.Plays = true;
        page.Report(speech, TestSynthesizer.SampleRate);
        await page.UntilAsync<SpeechComplete>();
        page.Sounds[speech].ShouldBe(_harness.SoundOf(sentences));
    }
}
