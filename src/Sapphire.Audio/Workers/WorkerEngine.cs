using System.Diagnostics;
using System.Text;
using Sapphire.Audio.Engines;
using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Workers;

/// <summary>An engine as a worker serves it: frames in, frames out, all on one thread.</summary>
public abstract class WorkerEngine : IDisposable
{
    /// <summary>The voices, for a synthesizer.</summary>
    public virtual IReadOnlyList<Voice> Voices => [];

    /// <summary>Serves a synthesizer.</summary>
    public static WorkerEngine Of(ISynthesisEngine engine) => new SynthesisWorker(engine);

    /// <summary>Serves a recogniser.</summary>
    public static WorkerEngine Of(IRecognitionEngine engine) => new RecognitionWorker(engine);

    /// <summary>Serves files.</summary>
    public static WorkerEngine Of(IAudioFileEngine engine) => new AudioFileWorker(engine);

    /// <inheritdoc />
    public abstract void Dispose();

    /// <summary>Handles a frame of a job, and answers it.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="answers">Where answers go.</param>
    /// <param name="isCancelled">True once the host has given the job of this frame up.</param>
    /// <returns>True when the end of the job was answered.</returns>
    /// <exception cref="SpeechException">The job is refused; it is over.</exception>
    /// <exception cref="FrameFormatException">The frame does not belong here.</exception>
    internal abstract bool Handle(in Frame frame, FrameWriter answers, Func<bool> isCancelled);

    /// <summary>The job is given up, or was refused: forget it.</summary>
    internal virtual void Reset()
    {
    }

    private protected static FrameFormatException Unexpected(in Frame frame) => new($"A frame of kind {frame.Kind} does not belong here.");

    private protected static bool Answer(FrameWriter answers, long job, SpeechAudio audio, TimeSpan engineTime, Func<bool> isCancelled)
    {
        if (isCancelled()) return false;
        answers.WriteSound(FrameKind.Audio, job, audio.Samples.Span);
        answers.Write(FrameKind.Spoken, job, new WorkerSpoken(audio.SampleRate, audio.Samples.Length, engineTime), WorkerJsonContext.Default.WorkerSpoken);
        return true;
    }

    private sealed class SynthesisWorker(ISynthesisEngine engine) : WorkerEngine
    {
        public override IReadOnlyList<Voice> Voices => engine.Voices;

        public override void Dispose() => engine.Dispose();

        internal override bool Handle(in Frame frame, FrameWriter answers, Func<bool> isCancelled)
        {
            switch (frame.Kind)
            {
                case FrameKind.Synthesize:
                    SpeechRequest request = WorkerJson.Read(frame, WorkerJsonContext.Default.SpeechRequest);
                    long begun = Stopwatch.GetTimestamp();
                    SpeechAudio audio = engine.Synthesize(request);
                    return Answer(answers, frame.Job, audio, Stopwatch.GetElapsedTime(begun), isCancelled);
                case FrameKind.Warm:
                    engine.Warm(Encoding.UTF8.GetString(frame.Payload.Span));
                    answers.Write(FrameKind.Done, frame.Job);
                    return true;
                default:
                    throw Unexpected(frame);
            }
        }
    }

    private sealed class AudioFileWorker(IAudioFileEngine engine) : WorkerEngine
    {
        private WorkerFileWrite? _writing;
        private short[] _sound = [];
        private int _length;

        public override void Dispose() => engine.Dispose();

        internal override bool Handle(in Frame frame, FrameWriter answers, Func<bool> isCancelled)
        {
            switch (frame.Kind)
            {
                case FrameKind.ReadFile:
                    WorkerFileRead read = WorkerJson.Read(frame, WorkerJsonContext.Default.WorkerFileRead);
                    long begun = Stopwatch.GetTimestamp();
                    SpeechAudio audio = engine.Read(read.Path, read.Longest);
                    return Answer(answers, frame.Job, audio, Stopwatch.GetElapsedTime(begun), isCancelled);
                case FrameKind.WriteFile:
                    _writing = WorkerJson.Read(frame, WorkerJsonContext.Default.WorkerFileWrite);
                    _length = 0;
                    return false;
                case FrameKind.Sound when _writing is not null:
                    int more = frame.Payload.Length / sizeof(short);
                    if (_sound.Length < _length + more) Array.Resize(ref _sound, Math.Max(_length + more, _sound.Length * 2));
                    _length += Pcm.Read(frame.Payload.Span, _sound.AsSpan(_length));
                    answers.WriteUsed(frame.Job, _length);
                    return false;
                case FrameKind.End when _writing is { } file:
                    engine.Write(file.Path, new SpeechAudio(file.SampleRate, _sound.AsMemory(0, _length)));
                    Reset();
                    answers.Write(FrameKind.Done, frame.Job);
                    return true;
                case FrameKind.Warm:
                    answers.Write(FrameKind.Done, frame.Job);
                    return true;
                default:
                    throw Unexpected(frame);
            }
        }

        internal override void Reset()
        {
            _writing = null;
            _sound = [];
            _length = 0;
        }
    }
}
