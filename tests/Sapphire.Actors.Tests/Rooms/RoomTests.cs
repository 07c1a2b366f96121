using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Rooms;
using Sapphire.Actors.Rooms.Listening;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.Tests.Rooms;

/// <summary>The conversation of a room, with real chats.</summary>
public sealed partial class RoomTests : IAsyncLifetime
{
    private RoomHarness _harness = null!;

    private AssistantHarness Assistant => _harness.Assistant;

    public async ValueTask InitializeAsync() => _harness = await RoomHarness.StartAsync();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task What_is_said_is_stored_answered_and_the_answer_begins_before_it_is_finished()
    {
        _harness.Recognizer.Says("what time is it");
        await using RoomPage page = _harness.Page();
        (await page.ReadAsync()).ShouldBe(new RoomOpened(RoomState.Idle, null, null));
        MicrophoneId microphone = page.Press(Sound.Speech(1));
        UtteranceUnderstood understood = await page.UntilAsync<UtteranceUnderstood>();
        understood.Text.ShouldBe("what time is it");
        LiveRequest request = await Assistant.Model.NextAsync();
        request.Say("It is noon. ").Say("The sun ");
        SpeechBegan began = await page.UntilAsync<SpeechBegan>();
        (await page.UntilAsync<SentenceBegan>()).ShouldBe(new(began.SpeechId, 0, 0, 11, "It is noon."));
        request.IsFinished.ShouldBeFalse();
        request.Finish("is high.");
        await page.UntilAsync<SpeechComplete>();
        await page.UntilAsync(RoomState.Idle);

        page.Sounds[began.SpeechId].ShouldBe(_harness.SoundOf("It is noon.", "The sun is high."));
        page.Seen.OfType<RoomStateChanged>().Select(one => one.State).ShouldBe([RoomState.Listening, RoomState.Hearing, RoomState.Understanding, RoomState.Thinking, RoomState.Speaking, RoomState.Idle]);
        page.Seen.OfType<MicrophoneClosed>().ShouldHaveSingleItem().ShouldBe(new(microphone, 0));
        UtteranceId utterance = page.Seen.OfType<UtteranceStarted>().ShouldHaveSingleItem().UtteranceId;
        utterance.ShouldBe(understood.UtteranceId);
        page.Seen.OfType<UtteranceEnded>().ShouldHaveSingleItem().UtteranceId.ShouldBe(utterance);

        ChatView chat = await Assistant.ViewAsync(understood.ChatId);
        chat.Messages[0].ShouldSatisfyAllConditions(
            message => message.Id.ShouldBe(understood.MessageId),
            message => message.Source.ShouldBe("room"));
        chat.Messages[1].HeardLength.ShouldBeNull("it was heard whole");
        (chat.Messages[1].Id, chat.Messages[1].TurnId).ShouldBe((began.MessageId!.Value, understood.TurnId));
        (await Assistant.EventsAsync(understood.ChatId)).OfType<UserSaid>().ShouldHaveSingleItem().RoomId.ShouldBe(_harness.Room);
        await AssistantHarness.UntilAsync(() => Task.FromResult((_harness.Recognizer.Warmed, _harness.Synthesizer.Warmed) == (1, 1)), "both engines are warmed");
        _harness.Recognizer.Recognitions.ShouldHaveSingleItem().Samples.ShouldBe(Sound.Speech(1));
    }

    [Fact]
    public async Task Partial_words_are_shown_while_the_person_speaks()
    {
        _harness.Recognizer.Says("set a timer");
        await using RoomPage page = _harness.Page();
        MicrophoneInput input = page.Open(MicrophoneId.New(TimeProvider.System), handsFree: false);
        RoomPage.Write(input, Sound.Frames(Sound.Speech(1)));
        UtteranceId utterance = (await page.UntilAsync<UtteranceStarted>()).UtteranceId;
        await AssistantHarness.UntilAsync(() => Task.FromResult(!_harness.Recognizer.Recognitions.IsEmpty), "no recognition");
        _harness.Recognizer.Recognitions.Single().Understand("set a");
        (await page.UntilAsync<UtterancePartial>()).ShouldBe(new(utterance, "set a"));
        input.Complete();
        (await page.UntilAsync<UtteranceUnderstood>()).Text.ShouldBe("set a timer");
    }

    [Fact]
    public async Task In_hands_free_the_chat_goes_on_and_utterances_are_answered_in_their_order()
    {
        _harness.Recognizer.BySound = samples => samples.Length < 3 * 16_000 ? "one" : "two";
        await using RoomPage page = _harness.Page();
        MicrophoneInput input = page.Open(MicrophoneId.New(TimeProvider.System));
        RoomPage.Write(input, Sound.Frames(Sound.Join(Sound.Quiet(1), Sound.Speech(1), Sound.Quiet(1.2), Sound.Speech(3), Sound.Quiet(1.2))));
        UtteranceUnderstood first = await page.UntilAsync<UtteranceUnderstood>();
        UtteranceUnderstood second = await page.UntilAsync<UtteranceUnderstood>();
        (first.Text, second.Text).ShouldBe(("one", "two"));
        second.ChatId.ShouldBe(first.ChatId);
        (await Assistant.Model.NextAsync()).Finish("First.");
        (await Assistant.Model.NextAsync()).Finish("Second.");
        await page.UntilAsync<SentenceBegan>(sentence => sentence.Text == "Second.");
        await page.UntilAsync(RoomState.Listening);
        page.Seen.OfType<MicrophoneClosed>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Speaking_over_it_stops_it_cancels_its_turn_and_the_history_holds_what_was_heard()
    {
        _harness.Recognizer.Says("tell me a story", "be quiet");
        await using RoomPage page = _harness.Page(plays: false);
        MicrophoneInput input = page.Open(MicrophoneId.New(TimeProvider.System));
        short[] before = Sound.Join(Sound.Quiet(1), Sound.Speech(1), Sound.Quiet(1));
        RoomPage.Write(input, Sound.Frames(before));
        UtteranceUnderstood understood = await page.UntilAsync<UtteranceUnderstood>();
        LiveRequest story = await Assistant.Model.NextAsync();
        story.Say("Once upon a time. There was a king. He ");
        SpeechId speech = (await page.UntilAsync<SpeechBegan>()).SpeechId;
        await page.UntilAsync<SpeechFrame>(frame => frame.Sample >= 6 * TestSynthesizer.SamplesPerWord);

        short[] over = Sound.Speech(1, -20, seed: 7);
        long next = before.Length / Sound.Block;
        RoomPage.Write(input, Sound.Frames(over, next));
        (await page.UntilAsync<SpeechStopped>()).ShouldBe(new(speech, "barge-in"));
        page.Report(speech, 5 * TestSynthesizer.SamplesPerWord + 2300, ended: true);
        RoomPage.Write(input, Sound.Frames(Sound.Quiet(1.2), next + over.Length / Sound.Block));
        (await story.Ended.Task.WaitAsync(AssistantHarness.Deadline)).ShouldBeTrue("its turn is cancelled");
        UtteranceUnderstood quiet = await page.UntilAsync<UtteranceUnderstood>();
        quiet.Text.ShouldBe("be quiet");
        quiet.ChatId.ShouldBe(understood.ChatId);

        // From its first word on.
        _harness.Recognizer.Recognitions.Last().Samples.AsSpan().IndexOf(over.AsSpan(0, 4000)).ShouldBeGreaterThanOrEqualTo(0);
        await Assistant.StoredAsync<ReplyHeard>(understood.ChatId);
        ChatView chat = await Assistant.ViewAsync(understood.ChatId);
        chat.Messages[1].Status.ShouldBe(MessageStatus.Cancelled);
        ChatReader.TextOf(chat.Messages[1])[..chat.Messages[1].HeardLength!.Value].ShouldBe("Once upon a time. There was");
    }

    [Fact]
    public async Task Pressing_the_button_stops_speech_at_once()
    {
        _harness.Recognizer.Says("tell me a story", "stop that");
        await using RoomPage page = _harness.Page(plays: false);
        page.Press(Sound.Speech(1));
        await page.UntilAsync<UtteranceUnderstood>();
        (await Assistant.Model.NextAsync()).Finish("Once upon a time. There was a king.");
        SpeechId speech = (await page.UntilAsync<SpeechBegan>()).SpeechId;
        page.Open(MicrophoneId.New(TimeProvider.System), handsFree: false);
        (await page.UntilAsync<SpeechStopped>()).ShouldBe(new(speech, "barge-in"));
        await page.UntilAsync(RoomState.Listening);
    }

    [Fact]
    public async Task Only_what_the_settings_say_is_spoken()
    {
        _harness.SpeakWhen(SpeakSettings.Never);
        _harness.Recognizer.Says("one", "two");
        await using RoomPage page = _harness.Page();
        page.Press(Sound.Speech(1));
        await page.UntilAsync(RoomState.Thinking);
        (await Assistant.Model.NextAsync()).Finish("First.");
        await page.UntilAsync(RoomState.Idle);
        _harness.Synthesizer.Requests.ShouldBeEmpty();

        // Written in the page.
        ChatId chat = await Assistant.CreateAsync();
        Say say = await Assistant.SayAsync(chat, "hello");
        _harness.Rooms.Wrote(_harness.Room, chat, say.TurnId, correctsSpeech: true);
        _harness.SpeakWhen(SpeakSettings.Spoken);
        _harness.Rooms.Wrote(_harness.Room, chat, say.TurnId, correctsSpeech: false);
        (await Assistant.Model.NextAsync()).Finish("Not spoken.");
        Say always = await Assistant.SayAsync(chat, "hello again");
        _harness.SpeakWhen(SpeakSettings.Always);
        _harness.Rooms.Wrote(_harness.Room, chat, always.TurnId, correctsSpeech: false);
        (await Assistant.Model.NextAsync()).Finish("Spoken.");
        await page.UntilAsync<SpeechComplete>();
        page.Sentences.ShouldBe(["Spoken."]);
    }

    [Fact]
    public async Task A_message_is_read_aloud_in_the_place_of_what_is_spoken()
    {
        ChatId chat = await Assistant.CreateAsync();
        await Assistant.SayAsync(chat, "hello");
        (await Assistant.Model.NextAsync()).Finish("Good morning. How are you?");
        await using ChatReader reader = await Assistant.Read(chat).UntilAsync(MessageStatus.Completed);
        MessageId message = reader.Reply.Id;
        await using RoomPage page = _harness.Page(plays: false);
        (await _harness.Rooms.ReadAloudAsync(_harness.Room, chat, message)).Accepted.ShouldBeTrue();
        SpeechBegan first = await page.UntilAsync<SpeechBegan>();
        (first.ChatId, first.MessageId).ShouldBe((chat, message));
        page.Plays = true;
        (await _harness.Rooms.ReadAloudAsync(_harness.Room, chat, message)).Accepted.ShouldBeTrue();
        (await page.UntilAsync<SpeechStopped>()).ShouldBe(new(first.SpeechId, "replaced"));
        SpeechComplete complete = await page.UntilAsync<SpeechComplete>();
        page.Sounds[complete.SpeechId].ShouldBe(_harness.SoundOf("Good morning.", "How are you?"));

        CommandReply unknown = await _harness.Rooms.ReadAloudAsync(_harness.Room, chat, MessageId.New(TimeProvider.System));
        unknown.Error.ShouldNotBeNull().Code.ShouldBe("unknown-message");
        CommandReply nowhere = await _harness.Rooms.ReadAloudAsync(_harness.Room, ChatId.New(TimeProvider.System), message);
        nowhere.Error.ShouldNotBeNull().Code.ShouldBe("unknown-chat");
    }

    [Fact]
    public async Task Text_around_a_tool_call_is_spoken_as_sentences_of_their_own()
    {
        ChatId chat = await Assistant.CreateAsync();
        await using RoomPage page = _harness.Page();
        _harness.Recognizer.Says("add up");
        page.Press(Sound.Speech(1), chat);
        LiveRequest request = await Assistant.Model.NextAsync();
        request.Say("Let me see").Call("c1", "calculate", ("expression", "2+2")).Finish();
        (await Assistant.Model.NextAsync()).Finish("It is 4.");
        await page.UntilAsync<SpeechComplete>();
        page.Seen.OfType<SentenceBegan>().Select(one => (one.Start, one.End, one.Text)).ShouldBe([(0, 10, "Let me see"), (10, 18, "It is 4.")]);
    }

    [Theory]
    [InlineData("espeak-ng/de", "Es sind 20 % davon.")]
    [InlineData("flite/slt", "Es sind 20 percent davon.")]
    public async Task Signs_are_read_in_the_language_of_the_voice(string voice, string spoken)
    {
        _harness.Settings.Update(all => all with { Speech = all.Speech with { Speak = all.Speech.Speak with { Voice = voice } } });
        _harness.Recognizer.Says("wie viel");
        await using RoomPage page = _harness.Page();
        page.Press(Sound.Speech(1));
        (await Assistant.Model.NextAsync()).Finish("Es sind 20 % davon.");
        await page.UntilAsync<SpeechComplete>();
        page.Sentences.ShouldBe([spoken]);
    }

    [Fact]
    public async Task A_reply_that_fails_says_so()
    {
        _harness.Recognizer.Says("hello");
        await using RoomPage page = _harness.Page();
        page.Press(Sound.Speech(1));
        (await Assistant.Model.NextAsync()).Say("I think. ").Fail(new Sapphire.Actors.Models.ModelException("The model is gone.", "Start it.", canRetry: true));
        await page.UntilAsync<SpeechComplete>();
        page.Sentences.First().ShouldBe("I think.");
        page.Sentences.Count().ShouldBe(2);
        page.Sentences.Last().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_sentence_that_cannot_be_spoken_is_told_once_and_the_others_are_spoken()
    {
        _harness.Synthesizer.Fails = text => text.StartsWith("Bad", StringComparison.Ordinal);
        _harness.Recognizer.Says("hello");
        await using RoomPage page = _harness.Page();
        page.Press(Sound.Speech(1));
        (await Assistant.Model.NextAsync()).Finish("Good one. Bad one. Bad two. Good two.");
        SpeechComplete complete = await page.UntilAsync<SpeechComplete>();
        page.Sounds[complete.SpeechId].ShouldBe(_harness.SoundOf("Good one.", "Good two."));
        page.Seen.OfType<RoomProblem>().ShouldHaveSingleItem().Error.ShouldBe(new("The voice broke.", "Choose another one.", false, false));
        await page.UntilAsync(RoomState.Idle);
    }

    [Fact]
    public async Task A_service_that_fails_gets_the_sound_once_more()
    {
        _harness.Recognizer.Fails(new SpeechException("service", "The service does not answer.", string.Empty)).Says("hello");
        await using RoomPage page = _harness.Page();
        page.Press(Sound.Speech(1));
        (await page.UntilAsync<UtteranceUnderstood>()).Text.ShouldBe("hello");
        TestRecognition[] both = [.. _harness.Recognizer.Recognitions];
        both.Length.ShouldBe(2);
        both[1].Samples.ShouldBe(both[0].Samples);
        both[0].IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task What_comes_to_nothing_says_why()
    {
        SpeechException broken = new("unavailable", "There is no recogniser.", "Install one.");
        _harness.Recognizer.Fails(broken).Says(string.Empty, "lost words");
        await using RoomPage page = _harness.Page();
        page.Press(Sound.Speech(1));
        UtteranceFailed failed = await page.UntilAsync<UtteranceFailed>();
        (failed.Reason, failed.Error.Title, failed.Error.Detail).ShouldBe(("failed", "There is no recogniser.", "Install one."));
        page.Press(Sound.Speech(1));
        (await page.UntilAsync<UtteranceFailed>()).Reason.ShouldBe("not-understood");
        page.Press(Sound.Quiet(1));
        UtteranceFailed silent = await page.UntilAsync<UtteranceFailed>();
        silent.Reason.ShouldBe("nothing-heard");
        silent.Error.Detail.ShouldContain("Hold the button");
        page.Press([]);
        (await page.UntilAsync<UtteranceFailed>()).ShouldSatisfyAllConditions(one => one.Reason.ShouldBe("nothing-heard"), one => one.UtteranceId.ShouldBeNull());
        page.Press(Sound.Speech(1), ChatId.New(TimeProvider.System));
        UtteranceFailed lost = await page.UntilAsync<UtteranceFailed>();
        (lost.Reason, lost.Text).ShouldBe(("not-stored", "lost words"));
        await page.UntilAsync(RoomState.Idle);
    }
}
