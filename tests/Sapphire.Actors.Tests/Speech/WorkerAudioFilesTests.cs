using Sapphire.Audio.Speech;
using Sapphire.SpeechWorker;

namespace Sapphire.Actors.Tests.Speech;

public sealed class WorkerAudioFilesTests : SpeechTestBase
{
    [Fact]
    public async Task Sound_is_written_and_read_again()
    {
        SpeechHost host = Start();
        string path = Path.Combine(Home, "a.raw");
        short[] sound = FaultySynthesizer.Sound(new string('x', 2000));
        await host.Files.WriteAsync(path, new SpeechAudio(16_000, sound), Cancelled);
        SpeechAudio back = await host.Files.ReadAsync(path, TimeSpan.FromMinutes(1), Cancelled);
        back.SampleRate.ShouldBe(16_000);
        back.Samples.Span.SequenceEqual(sound).ShouldBeTrue();
        await host.Files.WriteAsync(path, new SpeechAudio(16_000, default), Cancelled);
        (await host.Files.ReadAsync(path, TimeSpan.FromMinutes(1), Cancelled)).Samples.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_refused_and_one_that_kills_the_worker_fails_alone()
    {
        SpeechHost host = Start();
        (await Should.ThrowAsync<SpeechException>(() => host.Files.ReadAsync(Path.Combine(Home, "none"), TimeSpan.FromSeconds(1), Cancelled))).Code.ShouldBe("bad-audio");
        Task<SpeechAudio> poison = host.Files.ReadAsync(Path.Combine(Home, "crash"), TimeSpan.FromSeconds(1), Cancelled);
        string path = Path.Combine(Home, "b.raw");
        await host.Files.WriteAsync(path, new SpeechAudio(16_000, new short[5]), Cancelled);
        (await host.Files.ReadAsync(path, TimeSpan.FromSeconds(1), Cancelled)).Samples.Length.ShouldBe(5);
        SpeechException e = await Should.ThrowAsync<SpeechException>(poison);
        (e.Code, e.Detail).ShouldBe(("crashed", "Convert the file with another program, or give another one. logs/worker-test-files.log says more."));
    }
}
