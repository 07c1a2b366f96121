using System.Text;
using System.Threading.Channels;
using Sapphire.Audio.Speech;
using Sapphire.Audio.Workers;

namespace Sapphire.Actors.Speech;

#pragma warning disable CA1001 // Who runs the job disposes the pump.
/// <summary>Recognises an utterance while it is spoken; a further try hears all of it again.</summary>
internal sealed class RecognitionJob(JobLimits limits) : SpeechJob<Recognized>
{
    private const int Rate = 16_000;

    private readonly Channel<string> _partials = Channel.CreateBounded<string>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private SoundPump? _pump;

    /// <summary>What was understood so far; only the newest is kept.</summary>
    public ChannelReader<string> Partials => _partials.Reader;

    /// <summary>Its sound. Ten seconds may wait for the engine, which is started meanwhile.</summary>
    public SoundTape Tape { get; } = new((int)(limits.LongestUtterance.TotalSeconds * Rate), 10 * Rate);

    /// <inheritdoc />
    public override string Advice => "Say it again, or type it.";

    /// <inheritdoc />
    protected override TimeSpan Limit => limits.Recognition;

    /// <inheritdoc />
    public override void Fail(SpeechException cause)
    {
        // First the tape: whoever sees the result and writes on is told the same.
        Tape.Fail(cause);
        base.Fail(cause);
        _partials.Writer.TryComplete();
    }

    /// <inheritdoc />
    protected override void GiveUp()
    {
        Tape.Fail(new SpeechException("cancelled", "The recognition was given up.", ""));
        base.GiveUp();
        _partials.Writer.TryComplete();
    }

    /// <inheritdoc />
    protected override async Task<IAsyncDisposable> BeginAsync(WorkerProcess worker, long number, JobWatch watch)
    {
        await worker.SendAsync(FrameKind.Recognize, number, default);
        return _pump = new SoundPump(worker, number, Tape, watch, Limit);
    }

    /// <inheritdoc />
    protected override void Take(in Frame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Used:
                _pump!.Take(frame);
                break;
            case FrameKind.Partial:
                _partials.Writer.TryWrite(Encoding.UTF8.GetString(frame.Payload.Span));
                break;
            case FrameKind.Heard:
                Succeed(WorkerJson.Read(frame, WorkerJsonContext.Default.Recognized));
                _partials.Writer.TryComplete();
                break;
            default:
                base.Take(frame);
                break;
        }
    }
}
