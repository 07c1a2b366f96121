using Microsoft.Extensions.DependencyInjection;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Configuration;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Rooms;
using Sapphire.Actors.Speech;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Actors.Tests.Rooms;
using Sapphire.Audio.Speech;
using Sapphire.SpeechWorker;

namespace Sapphire.Actors.Tests.Speech;

/// <summary>What the settings of a chat make of its sound, with the real engines in their processes.</summary>
public sealed class ChatVoiceSoundTests : SpeechTestBase
{
    private const string Words = "The quick brown fox jumps over the lazy dog.";

    [Fact]
    public async Task Two_chats_with_two_voices_sound_different_twice_the_speed_takes_half_as_long_and_an_unknown_voice_sounds_as_the_home()
    {
        SpeechHost host = Start(static _ => SpeechWorkerServices.SettingsOf(new WorkerOptions()));
        await using RoomHarness harness = await RoomHarness.StartAsync(change: (services, _) => services.AddSingleton<ISpeechSynthesizer>(host.Synthesizer));
        harness.Settings.Update(static all => all with { Speech = all.Speech with { Speak = all.Speech.Speak with { Voice = "flite/slt" } } });
        harness.Assistant.Model.Script = static request => request.Finish(Words);
        await using RoomPage page = harness.Page();

        short[] home = await SoundAsync(harness, page, ChatSettings.None);
        short[] man = await SoundAsync(harness, page, new() { Voice = "flite/kal16" });
        short[] robot = await SoundAsync(harness, page, new() { Voice = "espeak-ng/en-us" });
        short[] fast = await SoundAsync(harness, page, new() { Speed = 2 });
        short[] slow = await SoundAsync(harness, page, new() { Speed = 0.5 });
        short[] high = await SoundAsync(harness, page, new() { Pitch = 1.6 });
        short[] unknown = await SoundAsync(harness, page, new() { Voice = "flite/nobody" });
        short[] engineless = await SoundAsync(harness, page, new() { Voice = "nova" });

        home.Length.ShouldBeGreaterThan(24_000, "more than a second");
        home.AsSpan().SequenceEqual(man).ShouldBeFalse();
        home.AsSpan().SequenceEqual(robot).ShouldBeFalse();
        man.AsSpan().SequenceEqual(robot).ShouldBeFalse();
        ((double)fast.Length / home.Length).ShouldBeInRange(0.4, 0.65);
        ((double)slow.Length / home.Length).ShouldBeInRange(1.6, 2.3);
        home.AsSpan().SequenceEqual(high).ShouldBeFalse();
        unknown.ShouldBe(home);
        engineless.ShouldBe(home);
        page.Seen.OfType<RoomProblem>().Count().ShouldBe(2);
    }

    // What is heard of a reply that is read aloud in a chat with these settings.
    private static async Task<short[]> SoundAsync(RoomHarness harness, RoomPage page, ChatSettings settings)
    {
        AssistantHarness assistant = harness.Assistant;
        ChatId chat = await assistant.CreateAsync();
        (await assistant.SendAsync(new ChangeChatSettings(chat, CommandId.New(assistant.Time), assistant.Time.GetUtcNow(), settings, null))).Accepted.ShouldBeTrue();
        Say say = await assistant.SayAsync(chat, "hello");
        await assistant.StoredAsync<ReplyCompleted>(chat, done => done.TurnId == say.TurnId);
        (await harness.Rooms.ReadAloudAsync(harness.Room, chat, say.ReplyId)).Accepted.ShouldBeTrue();
        SpeechComplete complete = await page.UntilAsync<SpeechComplete>();
        await page.UntilAsync(RoomState.Idle);
        return [.. page.Sounds[complete.SpeechId]];
    }
}
