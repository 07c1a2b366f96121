using System.Text.Json;
using Sapphire.Audio.Speech;
using Sapphire.Audio.Workers;

namespace Sapphire.Actors.Speech;

/// <summary>Speaks a sentence; a further try speaks the whole of it again.</summary>
internal sealed class SynthesisJob(SpeechRequest request, JobLimits limits) : SpeechJob<SynthesizedSpeech>
{
    // Five thousand characters at half the pace, at 48 kHz, and some.
    private const long MostSamples = 48_000L * 60 * 15;

    private SoundCollector _sound = new(MostSamples);

    /// <inheritdoc />
    protected override TimeSpan Limit => limits.Synthesis + limits.SynthesisPerCharacter * request.Text.Length;

    /// <inheritdoc />
    protected override async Task<IAsyncDisposable> BeginAsync(WorkerProcess worker, long number, JobWatch watch)
    {
        _sound = new(MostSamples);
        watch.Expect(Limit);
        await worker.SendAsync(FrameKind.Synthesize, number, JsonSerializer.SerializeToUtf8Bytes(request, WorkerJsonContext.Default.SpeechRequest));
        return Nothing.Instance;
    }

    /// <inheritdoc />
    protected override void Take(in Frame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Audio:
                _sound.Add(frame);
                break;
            case FrameKind.Spoken:
                WorkerSpoken spoken = WorkerJson.Read(frame, WorkerJsonContext.Default.WorkerSpoken);
                Succeed(new SynthesizedSpeech(_sound.Finish(spoken), spoken.EngineTime));
                break;
            default:
                base.Take(frame);
                break;
        }
    }
}
