using System.Diagnostics;
using System.Globalization;
using Sapphire.Actors.Configuration;
using Sapphire.Actors.Speech;
using Sapphire.Audio.Engines;
using Sapphire.Audio.Speech;
using Sapphire.SpeechWorker;

namespace Sapphire.Actors.Tests.Speech;

/// <summary>flite, espeak-ng, pocketsphinx and libsndfile in their processes.</summary>
public sealed class RealEngineTests : SpeechTestBase
{
    [Fact]
    public async Task Each_engine_works_in_its_process()
    {
        SpeechHost host = StartReal();
        IReadOnlyList<Voice> voices = await host.Synthesizer.GetVoicesAsync(Cancelled);
        voices.Select(voice => voice.Id).ShouldContain("flite/kal16");
        voices.Count(voice => voice.Engine == EngineNames.EspeakNg).ShouldBeGreaterThan(50);
        SynthesizedSpeech asked = await host.Synthesizer.SynthesizeAsync(new SpeechRequest("what time is it", "flite/kal16"), Cancelled);
        (await host.Synthesizer.SynthesizeAsync(new SpeechRequest("wie spät ist es", "espeak-ng/de"), Cancelled)).Audio.Duration.ShouldBeGreaterThan(TimeSpan.FromSeconds(0.5));

        string path = Path.Combine(Home, "question.flac");
        await host.Files.WriteAsync(path, asked.Audio, Cancelled);
        SpeechAudio question = await host.Files.ReadAsync(path, TimeSpan.FromMinutes(1), Cancelled);
        question.Samples.Span.SequenceEqual(asked.Audio.Samples.Span).ShouldBeTrue();

        Recognized heard = await HearAsync(host, question);
        heard.Text.ShouldBe("what time is it");
        heard.By.ShouldBe(RecognizedBy.Grammar);
        host.Available.Missing.ShouldBeEmpty();
        (await Should.ThrowAsync<SpeechException>(() => host.Files.ReadAsync(Home, TimeSpan.FromSeconds(1), Cancelled))).Code.ShouldBe("bad-audio");
    }

    [Fact]
    public async Task The_figures_of_each_worker()
    {
        SpeechHost host = StartReal();
        SpeechRequest request = new("The quick brown fox jumps over the lazy dog.", "flite/slt");
        long begun = Stopwatch.GetTimestamp();
        await host.Synthesizer.WarmAsync("flite/slt", Cancelled);
        Print($"flite: cold to warm {Stopwatch.GetElapsedTime(begun).TotalMilliseconds:0} ms");
        List<double> shares = [];
        SpeechAudio? audio = null;
        for (int i = 0; i < 50; i++)
        {
            long one = Stopwatch.GetTimestamp();
            SynthesizedSpeech speech = await host.Synthesizer.SynthesizeAsync(request, Cancelled);
            shares.Add((Stopwatch.GetElapsedTime(one) - speech.EngineTime).TotalMilliseconds);
            audio = speech.Audio;
        }

        shares.Sort();
        Print($"flite: our share of a sentence, median {shares[25]:0.00} ms, worst of 50 {shares[^1]:0.0} ms");
        begun = Stopwatch.GetTimestamp();
        await host.Synthesizer.SynthesizeAsync(request with { Voice = "espeak-ng/en-us" }, Cancelled);
        Print($"espeak-ng: cold to first sentence {Stopwatch.GetElapsedTime(begun).TotalMilliseconds:0} ms");
        begun = Stopwatch.GetTimestamp();
        await host.Recognizer.WarmAsync(Cancelled);
        Print($"pocketsphinx: cold to ready {Stopwatch.GetElapsedTime(begun).TotalMilliseconds:0} ms");
        Recognized heard = await HearAsync(host, audio!);
        Print($"pocketsphinx: {heard.Audio.TotalSeconds:0.0} s heard; engine after the end {heard.EngineTime.TotalMilliseconds:0} ms");
        begun = Stopwatch.GetTimestamp();
        await host.Files.WriteAsync(Path.Combine(Home, "a.wav"), audio!, Cancelled);
        Print($"libsndfile: cold to first file {Stopwatch.GetElapsedTime(begun).TotalMilliseconds:0} ms");
        long total = 0;
        foreach (string engine in new[] { EngineNames.Flite, EngineNames.EspeakNg, EngineNames.PocketSphinx, EngineNames.SoundFile })
        {
            long pss = ProportionalSet(await PidAsync(host, engine));
            total += pss;
            Print($"{engine}: PSS {pss / 1024} MB");
        }

        total.ShouldBeLessThan(320 * 1024);
        shares[25].ShouldBeLessThan(20);
    }

    /// <summary>Recognises sound of 16 kHz, written in frames of 20 ms.</summary>
    internal static async Task<Recognized> HearAsync(SpeechHost host, SpeechAudio audio, Action<int>? between = null)
    {
        await using IRecognition listening = host.Recognizer.Start();
        short[] silence = new short[4800];
        await listening.WriteAsync(silence, Cancelled);
        for (int at = 0; at < audio.Samples.Length; at += 320)
        {
            await listening.WriteAsync(audio.Samples.Slice(at, Math.Min(320, audio.Samples.Length - at)), Cancelled);
            between?.Invoke(at);
        }

        await listening.WriteAsync(silence, Cancelled);
        return await listening.FinishAsync(Cancelled);
    }

    private SpeechHost StartReal() => Start(_ => SpeechWorkerServices.SettingsOf(new WorkerOptions()));

    private static void Print(FormattableString line) => TestContext.Current.TestOutputHelper!.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static long ProportionalSet(int pid) => long.Parse(
        File.ReadLines($"/proc/{pid}/smaps_rollup").Single(line => line.StartsWith("Pss:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
