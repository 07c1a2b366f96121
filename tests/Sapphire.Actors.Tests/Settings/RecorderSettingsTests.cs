using Sapphire.Actors.Ids;
using Sapphire.Actors.Rooms.Listening;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Actors.Tests.Rooms;
using Sapphire.Audio.Listening;

namespace Sapphire.Actors.Tests.Settings;

/// <summary>What the settings of listening govern, and when.</summary>
public sealed class RecorderSettingsTests
{
    [Fact]
    public void The_defaults_are_those_of_the_endpointer() => RecorderSettings.Of(AppSettings.Default).ShouldBe(EndpointerSettings.Default);

    [Fact]
    public void Each_setting_is_one_of_the_endpointer()
    {
        AppSettings settings = AppSettings.Default.With(RecorderSettings.Silence, 1).With(RecorderSettings.Longest, 10).With(RecorderSettings.Patience, 3).With(RecorderSettings.Speech, 0.2);
        RecorderSettings.Of(settings).ShouldBe(new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(0.2)));
    }

    [Fact]
    public async Task A_longer_pause_counts_for_the_next_microphone_and_not_for_the_open_one()
    {
        await using RoomHarness harness = await RoomHarness.StartAsync();
        await using RoomPage page = harness.Page();
        MicrophoneInput before = page.Open(MicrophoneId.New(TimeProvider.System));
        await AssistantHarness.UntilAsync(() => Task.FromResult(harness.Recognizer.Warmed == 1), "the microphone is open");
        harness.Settings.Update(static s => s.With(RecorderSettings.Silence, 2));
        (await UtteranceAsync(harness, before, 1)).ShouldBeLessThan(3, "two sentences with a pause of a second between them are two");
        await DoneAsync(harness, 2);

        MicrophoneInput after = page.Open(MicrophoneId.New(TimeProvider.System));
        (await UtteranceAsync(harness, after, 3)).ShouldBeGreaterThan(4, "and one, when that is no end");
    }

    private static Task DoneAsync(RoomHarness harness, int number) =>
        AssistantHarness.UntilAsync(() => Task.FromResult(harness.Recognizer.Recognitions.ElementAtOrDefault(number - 1)?.IsDisposed == true), $"utterance {number} is understood");

    // How long the utterance of a number is, in seconds.
    private static async Task<double> UtteranceAsync(RoomHarness harness, MicrophoneInput input, int number)
    {
        RoomPage.Write(input, Sound.Frames(Sound.Join(Sound.Quiet(1), Sound.Speech(1), Sound.Quiet(1), Sound.Speech(1), Sound.Quiet(3))));
        await DoneAsync(harness, number);
        return harness.Recognizer.Recognitions.ElementAt(number - 1).Samples.Length / 16_000.0;
    }
}
