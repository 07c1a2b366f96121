using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Prompts;
using Sapphire.Actors.Rooms;
using Sapphire.Actors.Rooms.Devices;
using Sapphire.Actors.Rooms.Speaking;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.Tests.Rooms;

/// <summary>Replies are spoken as their chat is set to, in rooms and when they are read aloud.</summary>
public sealed class ChatVoiceTests : IAsyncLifetime
{
    private RoomHarness _harness = null!;

    private AssistantHarness Assistant => _harness.Assistant;

    public async ValueTask InitializeAsync()
    {
        _harness = await RoomHarness.StartAsync();
        _harness.Settings.Update(static all => all with { Speech = all.Speech with { Speak = all.Speech.Speak with { Voice = "flite/slt", Rate = 1.2, Pitch = 0.9, Volume = 0.7 } } });
    }

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task A_message_is_read_aloud_with_the_voice_speed_and_pitch_of_its_chat_and_others_with_those_of_the_home()
    {
        ChatId own = await SetAsync(new() { Voice = "espeak-ng/de", Speed = 1.5, Pitch = 1.25 });
        ChatId other = await Assistant.CreateAsync();
        await using RoomPage page = _harness.Page();

        (await ReadAloudAsync(page, own, "Own.")).ShouldBe(new("Own.", "espeak-ng/de", 1.5, 1.25, 0.7));
        (await ReadAloudAsync(page, other, "Other.")).ShouldBe(new("Other.", "flite/slt", 1.2, 0.9, 0.7));
    }

    [Fact]
    public async Task What_is_said_into_a_room_is_answered_in_the_voice_of_its_chat()
    {
        ChatId chat = await SetAsync(new() { Voice = "flite/kal16" });
        _harness.Recognizer.Says("hello");
        await using RoomPage page = _harness.Page();
        page.Press(Sound.Speech(1), chat);
        (await Assistant.Model.NextAsync()).Finish("Good morning.");
        await page.UntilAsync<SpeechComplete>();
        _harness.Synthesizer.Requests.ShouldHaveSingleItem().ShouldBe(new("Good morning.", "flite/kal16", 1.2, 0.9, 0.7));
    }

    [Fact]
    public async Task The_defaults_of_chats_hold_where_the_chat_says_nothing_and_a_change_from_the_next_reply_on()
    {
        _harness.Settings.Update(static all => all with { ChatDefaults = new() { Voice = "flite/rms", Speed = 2 } });
        ChatId chat = await SetAsync(new() { Speed = 0.75 });
        await using RoomPage page = _harness.Page();
        (await ReadAloudAsync(page, chat, "One.")).ShouldBe(new("One.", "flite/rms", 0.75, 0.9, 0.7));

        await ChangeAsync(chat, new() { Voice = "flite/awb" });
        (await ReadAloudAsync(page, chat, "Two.")).ShouldBe(new("Two.", "flite/awb", 2, 0.9, 0.7));
    }

    [Fact]
    public async Task A_persona_that_is_applied_speaks_with_its_voice()
    {
        Persona persona = new("captain", "Captain", string.Empty, null, new() { Voice = "espeak-ng/en-gb", Speed = 0.8, Pitch = 0.6 });
        ChatId chat = await SetAsync(persona.ApplyTo(new() { Voice = "flite/awb", CustomContext = "At sea." }));
        await using RoomPage page = _harness.Page();
        (await ReadAloudAsync(page, chat, "Ahoy.")).ShouldBe(new("Ahoy.", "espeak-ng/en-gb", 0.8, 0.6, 0.7));
    }

    [Fact]
    public async Task A_voice_that_cannot_speak_is_told_once_and_the_homes_voice_speaks_every_word()
    {
        _harness.Synthesizer.Refuses = static request => request.Voice == "flite/nobody";
        ChatId chat = await SetAsync(new() { Voice = "flite/nobody", Speed = 1.5 });
        await using RoomPage page = _harness.Page();

        await ReadAloudAsync(page, chat, "First of all. And then.");
        page.Sounds.Values.Single().ShouldBe(_harness.SoundOf("First of all.", "And then."));
        RoomProblem problem = page.Seen.OfType<RoomProblem>().ShouldHaveSingleItem();
        problem.Error.Title.ShouldBe("The voice flite/nobody of this chat cannot speak; the home's voice does.");
        problem.Error.Detail.ShouldBe("There is no voice flite/nobody. Choose another voice in the settings of the chat.");

        (await ReadAloudAsync(page, chat, "Again.")).ShouldBe(new("Again.", "flite/slt", 1.5, 0.9, 0.7));
        page.Seen.OfType<RoomProblem>().Count().ShouldBe(1);
    }

    [Fact]
    public void What_a_chat_is_spoken_with_is_within_what_the_engines_do() => Prop.ForAll<double, double, double>((speed, pitch, rate) =>
    {
        SpeakSettings home = SpeakSettings.Default with { Rate = rate };
        SpeakSettings spoken = ChatVoice.Of(home, new() { Speed = speed, Pitch = pitch });
        spoken.Rate.ShouldBeInRange(0.5, 2);
        spoken.Pitch.ShouldBeInRange(0.5, 2);
        (spoken.Rate == speed || speed is not (>= 0.5 and <= 2)).ShouldBeTrue();
        ChatVoice.Of(home, ChatSettings.None).Rate.ShouldBeInRange(0.5, 2);
        ChatVoice.Of(home, ChatSettings.None).Voice.ShouldBe(home.Voice);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_node_without_settings_hears_the_voice_of_chats_and_reads_what_older_nodes_say()
    {
        ChosenVoice heard = new();
        string now = JsonSerializer.Serialize(new VoiceChosen("flite/slt", 1, 1, 1, "flite/rms", 1.5, 0.8), RoomJsonContext.Default.VoiceChosen);
        heard.Hear(JsonSerializer.Deserialize(now, RoomJsonContext.Default.VoiceChosen)!);
        ChatVoice.Of(heard.Current, heard.ChatDefaults).ShouldBe(SpeakSettings.Default with { Voice = "flite/rms", Rate = 1.5, Pitch = 0.8 });

        heard.Hear(JsonSerializer.Deserialize("""{"voice":"flite/awb","rate":1.1,"pitch":1,"volume":1}""", RoomJsonContext.Default.VoiceChosen)!);
        ChatVoice.Of(heard.Current, heard.ChatDefaults).ShouldBe(SpeakSettings.Default with { Voice = "flite/awb", Rate = 1.1 });
    }

    private async Task<ChatId> SetAsync(ChatSettings settings)
    {
        ChatId chat = await Assistant.CreateAsync();
        await ChangeAsync(chat, settings);
        return chat;
    }

    private async Task ChangeAsync(ChatId chat, ChatSettings settings) =>
        (await Assistant.SendAsync(new ChangeChatSettings(chat, CommandId.New(Assistant.Time), Assistant.Time.GetUtcNow(), settings, null))).Accepted.ShouldBeTrue();

    // The last sentence that was asked for.
    private async Task<SpeechRequest> ReadAloudAsync(RoomPage page, ChatId chat, string text)
    {
        Say say = await Assistant.SayAsync(chat, "hello");
        (await Assistant.Model.NextAsync()).Finish(text);
        await Assistant.StoredAsync<ReplyCompleted>(chat, done => done.TurnId == say.TurnId);
        (await _harness.Rooms.ReadAloudAsync(_harness.Room, chat, say.ReplyId)).Accepted.ShouldBeTrue();
        await page.UntilAsync<SpeechComplete>();
        await page.UntilAsync(RoomState.Idle);
        return _harness.Synthesizer.Requests.Last();
    }
}
