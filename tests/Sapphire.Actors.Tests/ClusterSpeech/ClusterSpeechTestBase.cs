using Sapphire.Actors.ClusterSpeech;
using Sapphire.Actors.Tests.Speech;
using Sapphire.Audio.Speech;
using Sapphire.SpeechWorker;

namespace Sapphire.Actors.Tests.ClusterSpeech;

/// <summary>Nodes with worker processes whose engines count samples and have faults. The nodes share the processes; each may use one at a time.</summary>
public abstract class ClusterSpeechTestBase : SpeechTestBase
{
    private SpeechHost? _engines;

    protected static short[] Sound { get; } = [.. Enumerable.Range(0, 80_000).Select(i => (short)(i % 20_000))];

    protected static TimeSpan Longest { get; } = TimeSpan.FromSeconds(60);

    protected SpeechHost Processes => _engines ??= Start(settings => settings with
    {
        Recognizer = settings.Recognizer with { Workers = 3 },
        Synthesizers = [settings.Synthesizers[0] with { Workers = 2 }],
    });

    protected SpeechWorld World() => new(Processes, SpeechHost.Faulty);

    protected static IRecognition Listen(SpeechTestNode node) => node.Speech.Recognizer.Start();

    protected static Task<SynthesizedSpeech> SayAsync(SpeechTestNode node, string text, CancellationToken cancellationToken = default) =>
        node.Speech.Synthesizer.SynthesizeAsync(new SpeechRequest(text, FaultySynthesizer.Voice), cancellationToken == default ? Cancelled : cancellationToken);

    /// <summary>Writes some of <see cref="Sound"/> in frames of 20 ms.</summary>
    protected static async Task SpeakAsync(IRecognition listening, int from, int to)
    {
        for (int at = from; at < to; at += 320) await listening.WriteAsync(Sound.AsMemory(at, Math.Min(320, to - at)), Cancelled);
    }

    /// <summary>An utterance whose first second is spoken, and of which something is understood.</summary>
    protected static async Task<IRecognition> BeginAsync(SpeechTestNode node)
    {
        IRecognition listening = Listen(node);
        await SpeakAsync(listening, 0, 16_000);
        await PartialAsync(listening);
        return listening;
    }

    /// <summary>What was understood so far.</summary>
    protected static Task<string> PartialAsync(IRecognition listening) => listening.Partials.ReadAsync(Cancelled).AsTask().WaitAsync(Longest, Cancelled);

    /// <summary>Ends the utterance: its text is that of the whole sound.</summary>
    protected static async Task ShouldHearAllAsync(IRecognition listening) =>
        (await listening.FinishAsync(Cancelled).WaitAsync(Longest, Cancelled)).Text.ShouldBe(FaultyRecognizer.Text(Sound));

    /// <summary>Which of the nodes works on a job now.</summary>
    protected static async Task<SpeechTestNode> WorkerAsync(params SpeechTestNode[] nodes)
    {
        SpeechTestNode? worker = null;
        await SpeechWorld.UntilAsync(() => (worker = nodes.FirstOrDefault(n => n.Speech.Local.Recognizers is { Queued: > 0 })) is not null, "a node has taken the job");
        return worker!;
    }

    protected Task IdleAsync() => SpeechWorld.UntilAsync(async () => (await Processes.StatusAsync(Engines.Recognizer)).Running == 0, "no engine works");

    protected static SpeechQueue Voices { get; } = SpeechQueue.Synthesis(Engines.Synthesizer);
}
