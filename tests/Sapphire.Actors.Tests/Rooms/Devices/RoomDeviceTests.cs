using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Rooms;
using Sapphire.Actors.Rooms.Devices;
using Sapphire.Actors.Schedule;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Audio.Formats;

namespace Sapphire.Actors.Tests.Rooms.Devices;

/// <summary>A room with a microphone and a speaker: real chats, real devices' pace; engines and model do what the test says.</summary>
public sealed class RoomDeviceTests
{
    [Fact]
    public async Task What_is_said_while_the_key_is_held_is_answered_from_the_speaker()
    {
        await using DeviceHarness kitchen = await DeviceHarness.StartAsync();
        kitchen.Rooms.SpeakWhen("never");
        kitchen.Rooms.Recognizer.Says("what time is it", "and now");
        (await kitchen.SeesAsync(_ => true)).ShouldSatisfyAllConditions(
            room => (room.Node, room.State, room.Heard, room.Away, room.MicrophoneProblem, room.SpeakerProblem).ShouldBe(("pi", RoomState.Idle, null, false, null, null)),
            room => room.Id.ShouldBe(new RoomPlace("Kitchen ").Id));
        await kitchen.TalkAsync();
        (await kitchen.Assistant.Model.NextAsync()).Finish("It is noon. The sun is high.");
        await kitchen.HearsAsync("It is noon.", "The sun is high.");
        await kitchen.SeesAsync(room => room is { State: RoomState.Idle, Heard: "what time is it" });

        // From where it was pressed to where it was let go.
        short[] heard = kitchen.Rooms.Recognizer.Recognitions.Single().Samples;
        heard.Length.ShouldBeInRange(16_000 / 2, 16_000 * 15);
        UserSaid said = (await kitchen.SaidAsync(kitchen.Chat)).ShouldHaveSingleItem();
        (said.Source, said.RoomId).ShouldBe(("room", new RoomPlace("kitchen").Id));
        ChatView chat = await kitchen.Assistant.ViewAsync(kitchen.Chat);
        (chat.Title, chat.Messages[1].HeardLength).ShouldBe(("kitchen", null));

        // The next one goes to the same chat.
        await kitchen.TalkAsync();
        (await kitchen.Assistant.Model.NextAsync()).Finish("Still noon.");
        await kitchen.HearsAsync("Still noon.");
        (await kitchen.SaidAsync(kitchen.Chat)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Hands_free_it_finds_the_end_of_what_is_said_and_speaking_over_it_stops_it()
    {
        await using DeviceHarness kitchen = await DeviceHarness.StartAsync(new() { Name = DeviceHarness.Kitchen, HandsFree = true });
        kitchen.Rooms.Recognizer.Says("tell me a story", "be quiet");
        await kitchen.SeesAsync(room => room.State == RoomState.Listening);
        kitchen.Devices.Microphone.Hear(Sound.Join(Sound.Quiet(1), Sound.Speech(1), Sound.Quiet(1)));
        LiveRequest story = await kitchen.Assistant.Model.NextAsync();
        string[] sentences = [.. Enumerable.Range(1, 20).Select(i => $"Then the king went up hill number {i} and down again.")];
        story.Say(string.Join(' ', sentences) + " ");
        await kitchen.SeesAsync(room => room.State == RoomState.Speaking);
        await kitchen.HearsAsync(sentences[0]);
        kitchen.Devices.Microphone.Hear(Sound.Join(Sound.Speech(1.5, seed: 7), Sound.Quiet(1)));
        (await story.Ended.Task.WaitAsync(AssistantHarness.Deadline)).ShouldBeTrue("its turn is cancelled");
        kitchen.Devices.Speaker.Clears.ShouldBeGreaterThan(0);
        kitchen.Devices.Speaker.Sound.AsSpan().IndexOf(kitchen.Rooms.SoundOf(sentences[19])).ShouldBe(-1);
        (await kitchen.Assistant.Model.NextAsync()).Finish("Very well.");
        await kitchen.HearsAsync("Very well.");
        await kitchen.Assistant.StoredAsync<ReplyHeard>(kitchen.Chat);
        ChatView chat = await kitchen.Assistant.ViewAsync(kitchen.Chat);
        chat.Messages.Select(message => message.Role).ShouldBe([MessageRole.User, MessageRole.Assistant, MessageRole.User, MessageRole.Assistant]);
        chat.Messages[1].HeardLength.ShouldNotBeNull().ShouldBeInRange(sentences[0].Length / 3, string.Join(' ', sentences).Length / 2);
        await kitchen.SeesAsync(room => room.State == RoomState.Listening);
    }

    [Fact]
    public async Task A_timer_rings_in_its_room()
    {
        await using DeviceHarness kitchen = await DeviceHarness.StartAsync();
        await using RoomPage page = kitchen.Rooms.Page();
        await page.ReadAsync();
        await kitchen.Assistant.Get<ITimers>().SetAsync(TimeSpan.FromMilliseconds(200), "Tea", null, new RoomPlace(DeviceHarness.Kitchen).Id, CancellationToken.None);
        await kitchen.HearsAsync("Timer done: Tea.");
        short[] played = kitchen.Devices.Speaker.Sound;
        int words = played.AsSpan().IndexOf(kitchen.Rooms.SoundOf("Timer done: Tea."));
        short[] chime = [.. SpeechResampler.Resample(new(Chime.SampleRate, Array.ConvertAll(Chime.Samples(), WavWriter.ToPcm16)), 24_000).Samples.Span];
        played.AsSpan(0, words).IndexOf(chime).ShouldBeGreaterThanOrEqualTo(0, "it chimes before it speaks");
        page.Seen.OfType<RoomRang>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Commands_come_by_name_and_are_refused_with_what_there_is()
    {
        await using DeviceHarness kitchen = await DeviceHarness.StartAsync();
        (await kitchen.Doors.SendAsync(new SayInRoom("KITCHEN", " Dinner is ready. "))).ShouldBeNull();
        await kitchen.HearsAsync("Dinner is ready.");
        CommandError unknown = (await kitchen.Doors.SendAsync(new SayInRoom("cellar", "Hello."))).ShouldNotBeNull();
        (unknown.Code, unknown.Detail).ShouldBe(("unknown-room", "There is: kitchen."));
        (await kitchen.Doors.SendAsync(new SayInRoom("kitchen", " "))).ShouldNotBeNull().Code.ShouldBe("invalid");
        (await kitchen.Doors.SendAsync(new SayInRoom("kitchen", new string('a', 1001)))).ShouldNotBeNull().Detail.ShouldBe("Say it in parts.");

        // The page's button; one that is not let go ends by itself.
        kitchen.Rooms.Recognizer.Says("one");
        (await kitchen.Doors.SendAsync(new TalkInRoom(new RoomPlace("kitchen").Id.ToString(), Down: true))).ShouldBeNull();
        await kitchen.SeesAsync(room => room.State is RoomState.Listening or RoomState.Hearing);
        kitchen.Devices.Microphone.Hear(Sound.Speech(1));
        LiveRequest request = await kitchen.Assistant.Model.NextAsync();
        request.Say("A long ");
        (await kitchen.Doors.SendAsync(new StopInRoom("kitchen"))).ShouldBeNull();
        (await request.Ended.Task.WaitAsync(AssistantHarness.Deadline)).ShouldBeTrue("stopped");
        await kitchen.SeesAsync(room => room.State == RoomState.Idle);
    }

    [Fact]
    public async Task A_chat_that_was_deleted_is_followed_by_another_one()
    {
        await using DeviceHarness kitchen = await DeviceHarness.StartAsync();
        kitchen.Rooms.Recognizer.Says("one", "two");
        await kitchen.TalkAsync();
        (await kitchen.Assistant.Model.NextAsync()).Finish("First.");
        await kitchen.HearsAsync("First.");
        await kitchen.Assistant.SendAsync(new DeleteChat(kitchen.Chat, CommandId.New(TimeProvider.System), DateTimeOffset.UtcNow));
        await kitchen.TalkAsync();
        (await kitchen.Assistant.Model.NextAsync()).Finish("Second.");
        await kitchen.HearsAsync("Second.");
        ChatId next = new RoomPlace("kitchen").CreateChat(1, DateTimeOffset.UnixEpoch).ChatId;
        (await kitchen.SaidAsync(next)).ShouldHaveSingleItem().Content.OfType<TextContentPart>().Single().Text.ShouldBe("two");
    }

    [Fact]
    public async Task A_microphone_that_vanishes_is_told_of_and_opened_again()
    {
        await using DeviceHarness kitchen = await DeviceHarness.StartAsync(new() { Name = DeviceHarness.Kitchen, HandsFree = true });
        await kitchen.SeesAsync(room => room.State == RoomState.Listening);
        TestCapture first = kitchen.Devices.Microphone;
        kitchen.Devices.NoMicrophone = "There is no microphone 'USB' now.";
        first.Lose("The microphone 'USB' is gone.");
        await kitchen.HearsAsync("I cannot hear any more: the microphone is gone.");
        await kitchen.SeesAsync(room => room.MicrophoneProblem == "There is no microphone 'USB' now.");
        await kitchen.UntilAsync(() => first.IsClosed, "it is closed");
        (await kitchen.Doors.SendAsync(new TalkInRoom("kitchen", Down: true))).ShouldNotBeNull().Detail.ShouldBe("There is no microphone 'USB' now.");
        kitchen.Devices.NoMicrophone = null;
        await kitchen.HearsAsync("I can hear again.");
        await kitchen.SeesAsync(room => room is { State: RoomState.Listening, MicrophoneProblem: null });
        kitchen.Rooms.Recognizer.Says("are you there");
        kitchen.Devices.Microphone.Hear(Sound.Join(Sound.Quiet(1), Sound.Speech(1), Sound.Quiet(1)));
        (await kitchen.Assistant.Model.NextAsync()).Finish("Yes.");
        await kitchen.HearsAsync("Yes.");
    }

    [Fact]
    public async Task A_speaker_that_vanishes_is_told_of_and_opened_again()
    {
        await using DeviceHarness kitchen = await DeviceHarness.StartAsync();
        kitchen.Devices.NoSpeaker = "There is no speaker 'USB' now.";
        kitchen.Devices.Speaker.Lose("The speaker 'USB' is gone.");
        await kitchen.SeesAsync(room => room.SpeakerProblem == "There is no speaker 'USB' now.");
        (await kitchen.Doors.SendAsync(new SayInRoom("kitchen", "Hello."))).ShouldNotBeNull().Detail.ShouldBe("There is no speaker 'USB' now.");
        kitchen.Rooms.Recognizer.Says("what time is it");
        await kitchen.TalkAsync();
        (await kitchen.Assistant.Model.NextAsync()).Finish("It is noon.");
        await kitchen.SeesAsync(room => room is { State: RoomState.Idle, Heard: "what time is it" });
        kitchen.Devices.NoSpeaker = null;
        await kitchen.SeesAsync(room => room.SpeakerProblem is null && kitchen.Devices.Speakers.Count == 2);
        (await kitchen.Doors.SendAsync(new SayInRoom("kitchen", "Hello."))).ShouldBeNull();
        await kitchen.HearsAsync("Hello.");
    }
}
