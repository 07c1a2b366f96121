using System.Text;
using Sapphire.Audio.Workers;

namespace Sapphire.Actors.Speech;

/// <summary>Loads the engine, and what a voice needs.</summary>
internal sealed class WarmJob(string voice, JobLimits limits) : SpeechJob<bool>
{
    /// <inheritdoc />
    protected override TimeSpan Limit => limits.Synthesis;

    /// <inheritdoc />
    protected override async Task<IAsyncDisposable> BeginAsync(WorkerProcess worker, long number, JobWatch watch)
    {
        watch.Expect(Limit);
        await worker.SendAsync(FrameKind.Warm, number, Encoding.UTF8.GetBytes(voice));
        return Nothing.Instance;
    }

    /// <inheritdoc />
    protected override void Take(in Frame frame)
    {
        if (frame.Kind == FrameKind.Done) Succeed(true);
        else base.Take(frame);
    }
}
