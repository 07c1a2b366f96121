using Sapphire.Audio.Speech;
using Sapphire.Kernel.TestKit;
using Sapphire.SpeechWorker;

namespace Sapphire.Actors.Tests.Speech;

public sealed class WorkerBackoffTests : SpeechTestBase
{
    private const string Engine = "test-dies";

    [Fact]
    public async Task Each_death_in_a_row_doubles_the_wait_and_jobs_wait_or_fail_with_the_reason()
    {
        ManualTimeProvider time = new();
        SpeechHost host = Start(
            settings => Synthesizer(settings, _ => new(Engine) { MinBackoff = TimeSpan.FromSeconds(10), MaxBackoff = TimeSpan.FromSeconds(40), FailedStarts = 5 }), time);
        Task<SynthesizedSpeech> waiting = host.Synthesizer.SynthesizeAsync(new SpeechRequest("a", Engine + "/a"), Cancelled);
        int[] waits = [10, 20, 40, 40];
        for (int deaths = 1; deaths <= waits.Length; deaths++)
        {
            await DeathsAsync(host, deaths);
            int wait = waits[deaths - 1];
            time.Advance(TimeSpan.FromSeconds(wait) - TimeSpan.FromMilliseconds(1));
            (await host.StatusAsync(Engine)).Waiting.ShouldBe(1);
            host.Folder.Count.ShouldBe(0, "nothing starts before the time");
            waiting.IsCompleted.ShouldBeFalse();

            // A random part of up to a fifth is added.
            time.Advance(TimeSpan.FromSeconds(wait * 0.2) + TimeSpan.FromMilliseconds(2));
        }

        SpeechException e = await Should.ThrowAsync<SpeechException>(waiting);
        e.Code.ShouldBe("crashed");
        e.Message.ShouldBe("test-dies does not start: The worker process ended with status 9: no such model.");
        await DeathsAsync(host, 5);
        (await Should.ThrowAsync<SpeechException>(() => host.Synthesizer.SynthesizeAsync(new SpeechRequest("b", Engine + "/a"), Cancelled))).Message.ShouldContain("does not start");

        // After the wait there is another chance.
        time.Advance(TimeSpan.FromSeconds(50));
        Task<SynthesizedSpeech> again = host.Synthesizer.SynthesizeAsync(new SpeechRequest("c", Engine + "/a"), Cancelled);
        await DeathsAsync(host, 6);
        (await Should.ThrowAsync<SpeechException>(again)).Code.ShouldBe("crashed");
    }

    private static Task DeathsAsync(SpeechHost host, int deaths) =>
        UntilAsync(async () => (await host.StatusAsync(Engine)).Deaths == deaths && host.Folder.Count == 0, $"{deaths} workers died");
}
