using Sapphire.Actors.Configuration;
using Sapphire.Actors.Speech;
using Sapphire.Audio.Engines;
using Sapphire.Audio.Speech;
using Sapphire.SpeechWorker;

namespace Sapphire.Actors.Tests.Speech;

/// <summary>kill -9 of synthesizers and recognisers under load, again and again.</summary>
public sealed class WorkerSoakTests : SpeechTestBase
{
    private const string Voice = "flite/kal16";

    private static readonly string[] Sentences =
    [
        "what time is it",
        "set a timer for five minutes",
        "The quick brown fox jumps over the lazy dog, and does it once more.",
        "This is a somewhat longer sentence, so that a kill has a good chance to come in the middle of it.",
    ];

    [Fact]
    public Task Ten_kills_lose_nothing_and_leave_nothing() => KillAsync(10);

    [Fact]
    [Trait("tier", "soak")]
    [Trait("soak", "workers")]
    public Task Five_hundred_kills_lose_nothing_and_leave_nothing() => KillAsync(500);

    private async Task KillAsync(int kills)
    {
        int seed = Random.Shared.Next();
        Random random = new(seed);
        SpeechHost host = Start(_ => SpeechWorkerServices.SettingsOf(new WorkerOptions()));
        Dictionary<string, SpeechAudio> whole = [];
        foreach (string sentence in Sentences) whole[sentence] = (await SpeakAsync(host, sentence)).Audio;
        string heardWhole = (await RealEngineTests.HearAsync(host, whole[Sentences[0]])).Text;
        await UntilAsync(async () => (await host.PidsAsync(EngineNames.Flite)).Count > 0, "a synthesizer runs");
        int files = OpenNames().Length;
        HashSet<int> killed = [];
        int spoken = 0;
        int heard = 0;
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        Task speaking = Task.WhenAll(Enumerable.Range(0, 2).Select(first => Task.Run(
            async () =>
            {
                for (int i = first; !stop.IsCancellationRequested; i++)
                {
                    string sentence = Sentences[i % Sentences.Length];
                    SynthesizedSpeech speech = await SpeakAsync(host, sentence);
                    speech.Audio.Samples.Span.SequenceEqual(whole[sentence].Samples.Span).ShouldBeTrue(sentence);
                    Interlocked.Increment(ref spoken);
                }
            },
            Cancelled)));
        Task listening = Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    (await RealEngineTests.HearAsync(host, whole[Sentences[0]])).Text.ShouldBe(heardWhole);
                    Interlocked.Increment(ref heard);
                }
            },
            Cancelled);
        try
        {
            for (int kill = 0; kill < kills;)
            {
                // Each kill is one that work has come back from; every fourth hits a recogniser, which takes longer to load.
                bool recogniser = kill % 4 == 3;
                int before = recogniser ? Volatile.Read(ref heard) : Volatile.Read(ref spoken);
                int more = random.Next(1, recogniser ? 2 : 12);
                await UntilAsync(() => Task.FromResult(speaking.IsFaulted || listening.IsFaulted || (recogniser ? Volatile.Read(ref heard) : Volatile.Read(ref spoken)) >= before + more), $"work goes on after {kill} kills (seed {seed})");
                if (speaking.IsFaulted || listening.IsFaulted) break;
                Thread.SpinWait(random.Next(200_000));
                IReadOnlyList<int> pids = await host.PidsAsync(recogniser ? EngineNames.PocketSphinx : EngineNames.Flite);
                foreach (int pid in pids.Take(1))
                {
                    try
                    {
                        Kill(pid);
                        killed.Add(pid);
                        kill++;
                    }
                    catch (ArgumentException)
                    {
                        // It has just ended.
                    }
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(speaking, listening);
        }

        await UntilAsync(() => Task.FromResult(!killed.Any(Runs)), "no orphan");
        await UntilAsync(async () => host.Folder.Count == (await host.PidsAsync(EngineNames.Flite)).Count + (await host.PidsAsync(EngineNames.PocketSphinx)).Count, "every process is accounted for");
        Directory.EnumerateFileSystemEntries(host.Folder.Path!).ShouldBeEmpty();
        // The runtime opens one or two of its own while it runs.
        await UntilAsync(() => Task.FromResult(OpenNames().Length <= files + 2), $"no file is left open: {string.Join(", ", OpenNames())}; {files} before");
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{kills} processes killed (seed {seed}): {spoken} sentences spoken, {heard} utterances heard, all as in the unbroken run; open files {files} before, {OpenNames().Length} after; no orphan, no file left");
    }

    private static Task<SynthesizedSpeech> SpeakAsync(SpeechHost host, string sentence) =>
        host.Synthesizer.SynthesizeAsync(new SpeechRequest(sentence, Voice), Cancelled);

    // Assemblies are loaded as they are first needed, and their symbols when a stack is first written down.
    private static string[] OpenNames() =>
        [.. Directory.EnumerateFiles("/proc/self/fd").Select(file => new FileInfo(file).LinkTarget ?? "").Where(name => name.Length > 0 && Path.GetExtension(name) is not (".dll" or ".pdb"))];
}
