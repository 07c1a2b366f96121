#pragma warning disable MA0048 // Two directions of one thing.
#pragma warning disable CA1001 // Who runs the job disposes the pump.
using System.Text.Json;
using Sapphire.Audio.Speech;
using Sapphire.Audio.Workers;

namespace Sapphire.Actors.Speech;

/// <summary>Reads an audio file.</summary>
internal sealed class FileReadJob(string path, TimeSpan longest, JobLimits limits) : SpeechJob<SpeechAudio>
{
    private const int Rate = 16_000;

    // A second more than asked for: the engine refuses what is longer, and resampling rounds up.
    private readonly long _most = (long)((longest.TotalSeconds + 1) * Rate);
    private SoundCollector _sound = new(0);

    /// <inheritdoc />
    protected override TimeSpan Limit => limits.File;

    /// <inheritdoc />
    public override string Advice => "Convert the file with another program, or give another one.";

    /// <inheritdoc />
    protected override async Task<IAsyncDisposable> BeginAsync(WorkerProcess worker, long number, JobWatch watch)
    {
        _sound = new(_most);
        watch.Expect(Limit);
        await worker.SendAsync(
            FrameKind.ReadFile, number, JsonSerializer.SerializeToUtf8Bytes(new WorkerFileRead(path, longest), WorkerJsonContext.Default.WorkerFileRead));
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
                Succeed(_sound.Finish(WorkerJson.Read(frame, WorkerJsonContext.Default.WorkerSpoken)));
                break;
            default:
                base.Take(frame);
                break;
        }
    }
}

/// <summary>Writes an audio file.</summary>
internal sealed class FileWriteJob : SpeechJob<bool>
{
    private readonly WorkerFileWrite _file;
    private readonly JobLimits _limits;
    private readonly SoundTape _tape;
    private SoundPump? _pump;

    public FileWriteJob(string path, SpeechAudio audio, JobLimits limits)
    {
        _file = new(path, audio.SampleRate);
        _limits = limits;
        _tape = SoundTape.Of(audio.Samples.Span);
    }

    /// <inheritdoc />
    protected override TimeSpan Limit => _limits.File;

    /// <inheritdoc />
    public override string Advice => "Try again, or give another path.";

    /// <inheritdoc />
    protected override async Task<IAsyncDisposable> BeginAsync(WorkerProcess worker, long number, JobWatch watch)
    {
        watch.Expect(Limit);
        await worker.SendAsync(FrameKind.WriteFile, number, JsonSerializer.SerializeToUtf8Bytes(_file, WorkerJsonContext.Default.WorkerFileWrite));
        return _pump = new SoundPump(worker, number, _tape, watch, Limit);
    }

    /// <inheritdoc />
    protected override void Take(in Frame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Used:
                _pump!.Take(frame);
                break;
            case FrameKind.Done:
                Succeed(true);
                break;
            default:
                base.Take(frame);
                break;
        }
    }
}
