using System.Diagnostics;
using System.Text;
using Sapphire.Audio.Engines;
using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Workers;

/// <summary>Serves a recogniser: <c>Recognize, Sound…, End</c>; answers <c>Used</c> and <c>Partial</c> between, and <c>Heard</c>.</summary>
internal sealed class RecognitionWorker(IRecognitionEngine engine) : WorkerEngine
{
    // Native decoders work in frames of 10 ms; what comes in larger pieces is cut, so that cancelling and partials do not wait.
    private const int Step = 3200;

    private readonly short[] _sound = new short[Step];
    private bool _listening;
    private long _used;
    private string? _partial;

    /// <inheritdoc />
    public override void Dispose() => engine.Dispose();

    /// <inheritdoc />
    internal override bool Handle(in Frame frame, FrameWriter answers, Func<bool> isCancelled)
    {
        switch (frame.Kind)
        {
            case FrameKind.Recognize:
                Reset();
                _used = 0;
                _partial = null;
                engine.Begin();
                _listening = true;
                return false;
            case FrameKind.Sound when _listening:
                Hear(frame, answers, isCancelled);
                return false;
            case FrameKind.End when _listening:
                _listening = false;
                // What the engine had still to catch up with when the sound ended is its time too.
                Recognized heard = engine.Finish() with { EngineTime = Stopwatch.GetElapsedTime(frame.Arrived) };
                if (isCancelled()) return false;
                answers.Write(FrameKind.Heard, frame.Job, heard, WorkerJsonContext.Default.Recognized);
                return true;
            case FrameKind.Warm:
                // The engine was loaded before the first frame. No sound is made up for it: decoders adapt to what they hear.
                answers.Write(FrameKind.Done, frame.Job);
                return true;
            default:
                throw Unexpected(frame);
        }
    }

    /// <inheritdoc />
    internal override void Reset()
    {
        if (!_listening) return;
        _listening = false;
        engine.Cancel();
    }

    private void Hear(in Frame frame, FrameWriter answers, Func<bool> isCancelled)
    {
        ReadOnlySpan<byte> left = frame.Payload.Span;
        while (!left.IsEmpty && !isCancelled())
        {
            int count = Pcm.Read(left[..Math.Min(left.Length, Step * sizeof(short))], _sound);
            engine.Write(_sound.AsSpan(0, count));
            left = left[(count * sizeof(short))..];
            _used += count;
            answers.WriteUsed(frame.Job, _used);
            if (engine.Partial is { } partial && !string.Equals(partial, _partial, StringComparison.Ordinal))
            {
                _partial = partial;
                answers.Write(FrameKind.Partial, frame.Job, Encoding.UTF8.GetBytes(partial));
            }
        }
    }
}
