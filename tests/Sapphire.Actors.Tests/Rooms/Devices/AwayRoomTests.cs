using Sapphire.Actors.Chat;
using Sapphire.Actors.Rooms;
using Sapphire.Actors.Rooms.Devices;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Audio.Speech;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Tests.Rooms.Devices;

/// <summary>A room that goes on listening while its chats, or the engines of other machines, cannot be reached.</summary>
public sealed class AwayRoomTests
{
    [Fact]
    public async Task What_is_said_while_it_is_away_is_kept_told_aloud_once_and_answered_once_when_it_is_back()
    {
        await using DeviceHarness kitchen = await DeviceHarness.StartAsync();
        kitchen.Rooms.Recognizer.Says("what time is it", "is it late", "and tomorrow");
        kitchen.Link.Away = true;
        await kitchen.SeesAsync(room => room is { Away: true, Kept: false });
        await kitchen.TalkAsync();
        await kitchen.HearsAsync(AwaySound.Words);
        await kitchen.SeesAsync(room => room is { Kept: true, State: RoomState.Idle });

        // The newest replaces it, and it is not said again.
        await kitchen.TalkAsync();
        await kitchen.SeesAsync(room => room.State == RoomState.Idle && kitchen.Rooms.Recognizer.Recognitions.Count == 2);
        await kitchen.UntilAsync(() => kitchen.Rooms.Recognizer.Recognitions.All(one => one.IsDisposed), "both are understood");
        (await kitchen.Assistant.EventsAsync(kitchen.Chat)).ShouldBeEmpty();

        kitchen.Link.Away = false;
        (await kitchen.Assistant.Model.NextAsync()).Finish("Rather late.");
        await kitchen.HearsAsync("Rather late.");
        await kitchen.SeesAsync(room => room is { Away: false, Kept: false, Heard: "is it late" });
        kitchen.Link.Away = true;
        kitchen.Link.Away = false;
        await kitchen.TalkAsync();
        (await kitchen.Assistant.Model.NextAsync()).Finish("The same.");
        await kitchen.HearsAsync("The same.");
        (await kitchen.SaidAsync(kitchen.Chat)).Select(said => ((TextContentPart)said.Content[0]).Text).ShouldBe(["is it late", "and tomorrow"]);
        Count(kitchen, AwaySound.Words).ShouldBe(1);
    }

    [Fact]
    public async Task Sound_that_nobody_could_understand_is_kept_and_understood_when_it_is_back()
    {
        await using DeviceHarness kitchen = await DeviceHarness.StartAsync();
        kitchen.Link.Away = true;
        kitchen.Rooms.Recognizer.Fails(new SpeechException("unavailable", "Nobody recognises speech now.", "Wait.")).Says("what time is it");
        await kitchen.TalkAsync();
        await kitchen.HearsAsync(AwaySound.Words);
        await kitchen.SeesAsync(room => room is { Kept: true, State: RoomState.Idle });
        short[] sound = kitchen.Rooms.Recognizer.Recognitions.Single().Samples;
        kitchen.Link.Away = false;
        (await kitchen.Assistant.Model.NextAsync()).Finish("It is noon.");
        await kitchen.HearsAsync("It is noon.");
        kitchen.Rooms.Recognizer.Recognitions.Last().Samples.ShouldBe(sound);
        (await kitchen.SaidAsync(kitchen.Chat)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_chat_that_does_not_answer_is_asked_again_with_the_same_message()
    {
        await using DeviceHarness kitchen = await DeviceHarness.StartAsync();
        kitchen.Rooms.Recognizer.Says("what time is it");
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        kitchen.Assistant.Journal.BeforeWrite = _ => gate.Task;
        await kitchen.TalkAsync();
        await kitchen.SeesAsync(room => room.Kept);
        kitchen.Assistant.Journal.BeforeWrite = null;
        gate.SetResult();
        (await kitchen.Assistant.Model.NextAsync()).Finish("It is noon.");
        await kitchen.HearsAsync("It is noon.");
        (await kitchen.SaidAsync(kitchen.Chat)).Count.ShouldBe(1, "it was stored once, however often it was sent");
    }

    [Fact]
    public async Task Where_nothing_can_speak_tones_tell_it_and_a_voice_that_was_there_has_learnt_the_words()
    {
        await using DeviceHarness mute = await DeviceHarness.StartAsync(before: one => one.Link.Away = true);
        mute.Rooms.Synthesizer.Fails = _ => true;
        mute.Rooms.Recognizer.Says("hello");
        await mute.TalkAsync();
        await mute.UntilAsync(() => mute.Devices.Speaker.Sound.AsSpan().IndexOf(AwaySound.Tones) >= 0, "tones");

        await using DeviceHarness learnt = await DeviceHarness.StartAsync();
        await learnt.UntilAsync(() => learnt.Rooms.Synthesizer.Requests.Any(request => request.Text == AwaySound.Words), "the words are learnt");
        learnt.Rooms.Synthesizer.Fails = _ => true;
        learnt.Link.Away = true;
        learnt.Rooms.Recognizer.Says("hello");
        await learnt.TalkAsync();
        await learnt.HearsAsync(AwaySound.Words);
        learnt.Devices.Speaker.Sound.AsSpan().IndexOf(AwaySound.Tones).ShouldBe(-1);
    }

    [Fact]
    public async Task Stopping_forgets_what_was_kept()
    {
        await using DeviceHarness kitchen = await DeviceHarness.StartAsync();
        kitchen.Rooms.Recognizer.Says("what time is it", "hello");
        kitchen.Link.Away = true;
        await kitchen.TalkAsync();
        await kitchen.SeesAsync(room => room.Kept);
        (await kitchen.Doors.SendAsync(new StopInRoom("kitchen"))).ShouldBeNull();
        await kitchen.UntilAsync(() => !File.Exists(kitchen.KeptFile), "its file is gone");
        kitchen.Link.Away = false;
        await kitchen.SeesAsync(room => room is { Away: false, Kept: false });
        await kitchen.TalkAsync();
        (await kitchen.Assistant.Model.NextAsync()).Finish("Hello.");
        await kitchen.HearsAsync("Hello.");
        (await kitchen.SaidAsync(kitchen.Chat)).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_kept_outlives_its_room_in_a_file_of_its_owner_and_is_gone_once_it_is_answered(bool words)
    {
        await using DeviceHarness kitchen = await DeviceHarness.StartAsync();
        kitchen.Link.Away = true;
        if (!words)
        {
            kitchen.Rooms.Recognizer.Fails(new SpeechException("unavailable", "Nobody recognises speech now.", "Wait."));
        }

        kitchen.Rooms.Recognizer.Says("what time is it");
        await kitchen.TalkAsync();
        await kitchen.SeesAsync(room => room is { Kept: true, State: RoomState.Idle });
        await kitchen.UntilAsync(() => File.Exists(kitchen.KeptFile), "it is on disk");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(kitchen.KeptFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        File.ReadAllText(kitchen.KeptFile).Contains("what time is it", StringComparison.Ordinal).ShouldBe(words);

        // The room is gone with all that it had in memory.
        IActorRef before = (await kitchen.RoomAsync()).ShouldNotBeNull();
        before.Tell(PoisonPill.Instance);
        await AssistantHarness.UntilAsync(async () => await kitchen.RoomAsync() is { } now && !now.Equals(before), "the room is opened again");
        (await kitchen.SaidAsync(kitchen.Chat)).ShouldBeEmpty();
        kitchen.Link.Away = false;
        (await kitchen.Assistant.Model.NextAsync()).Finish("It is noon.");
        await kitchen.HearsAsync("It is noon.");
        await kitchen.SeesAsync(room => room is { Kept: false, Heard: "what time is it" });
        (await kitchen.SaidAsync(kitchen.Chat)).Count.ShouldBe(1);
        await kitchen.UntilAsync(() => !File.Exists(kitchen.KeptFile), "it is not kept any more");
    }

    [Fact]
    public async Task What_was_kept_a_day_ago_is_removed_and_what_is_damaged_put_aside_and_neither_answered()
    {
        foreach (string content in (string[])["{\"id\":\"01900000-0000-7000-8000-000000000001\",\"at\":\"2020-01-01T00:00:00Z\",\"sound\":\"AAAA\"}", "nonsense", "{}"])
        {
            await using DeviceHarness kitchen = await DeviceHarness.StartAsync(before: one => one.Before = home =>
            {
                Directory.CreateDirectory(Path.Combine(home, "kept"));
                File.WriteAllText(DeviceHarness.KeptFileIn(home), content);
            });
            await kitchen.UntilAsync(() => !File.Exists(kitchen.KeptFile), "it is removed");
            if (content == "nonsense") File.ReadAllText(kitchen.KeptFile + ".broken").ShouldBe(content);
            (await kitchen.SeesAsync(_ => true)).Kept.ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("kitchen", "Kitchen ", true)]
    [InlineData("kitchen", "bath", false)]
    public void The_ids_of_a_place_follow_from_its_name(string one, string other, bool same)
    {
        (new RoomPlace(one).Id == new RoomPlace(other).Id).ShouldBe(same);
        CreateChat chat = new RoomPlace(one).CreateChat(0, DateTimeOffset.UnixEpoch);
        (chat.ChatId == new RoomPlace(other).CreateChat(0, DateTimeOffset.UnixEpoch).ChatId).ShouldBe(same);
        chat.ChatId.ShouldNotBe(new RoomPlace(one).CreateChat(1, DateTimeOffset.UnixEpoch).ChatId);
        new RoomPlace("kitchen").Id.ToString().ShouldBe(new RoomPlace("kitchen").Id.ToString().ToLowerInvariant());
    }

    private static int Count(DeviceHarness kitchen, string sentence)
    {
        short[] wanted = kitchen.Rooms.SoundOf(sentence);
        int count = 0;
        for (int at = kitchen.Devices.Speaker.Sound.AsSpan().IndexOf(wanted); at >= 0; count++)
        {
            int next = kitchen.Devices.Speaker.Sound.AsSpan(at + wanted.Length).IndexOf(wanted);
            at = next < 0 ? -1 : at + wanted.Length + next;
        }

        return count;
    }
}
