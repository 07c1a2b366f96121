using Sapphire.Audio.Formats;
using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Devices;

/// <summary>A microphone that hears a file at the pace of the clock, with the faint noise of a quiet room around it; without a file it hears that noise alone.</summary>
internal sealed class FileCapture : RingCapture, ICueable
{
    // So that who listens knows the room before somebody speaks.
    private const int Lead = ICapture.SampleRate;
    private const int Gap = 2 * ICapture.SampleRate;
    private readonly short[] _noise = Noise();
    private readonly SpeechAudio? _clip;
    private readonly FileCaptureMode _mode;
    private SpeechAudio? _cued;
    private ReadOnlyMemory<short> _playing;
    private long _start;
    private int _silence;

    /// <summary>Creates the microphone.</summary>
    /// <param name="name">Which device it is.</param>
    /// <param name="clip">What it hears; null for nothing.</param>
    /// <param name="mode">When.</param>
    /// <param name="time">The clock.</param>
    public FileCapture(string name, SpeechAudio? clip, FileCaptureMode mode, TimeProvider time)
        : base(name, time)
    {
        _mode = mode;
        _clip = clip is null ? null : SpeechResampler.Resample(clip, ICapture.SampleRate);
        if (mode != FileCaptureMode.Cue && _clip is not null)
        {
            _playing = _clip.Samples;
            _silence = Lead;
        }
    }

    /// <inheritdoc />
    public void Cue(SpeechAudio? audio) => Volatile.Write(ref _cued, audio is null ? _clip : SpeechResampler.Resample(audio, ICapture.SampleRate));

    /// <inheritdoc />
    protected override void Begin() => _start = Time.GetTimestamp();

    /// <inheritdoc />
    protected override void Pump()
    {
        if (Interlocked.Exchange(ref _cued, null) is { } cued)
        {
            (_playing, _silence) = (cued.Samples, 0);
        }

        long due = (long)(Time.GetElapsedTime(_start).TotalSeconds * ICapture.SampleRate) / ICapture.FrameSize * ICapture.FrameSize;
        while (Ring.Written < due)
        {
            int length = (int)Math.Min(due - Ring.Written, _noise.Length);
            Ring.Write(_silence > 0 ? Quiet(ref length) : _playing.IsEmpty ? _noise.AsSpan(0, length) : Clip(length));
        }
    }

    /// <inheritdoc />
    protected override ValueTask CloseAsync() => ValueTask.CompletedTask;

    private ReadOnlySpan<short> Quiet(ref int length)
    {
        length = Math.Min(length, _silence);
        _silence -= length;
        return _noise.AsSpan(0, length);
    }

    private ReadOnlySpan<short> Clip(int length)
    {
        ReadOnlySpan<short> next = _playing.Span[..Math.Min(length, _playing.Length)];
        _playing = _playing[next.Length..];
        if (_playing.IsEmpty && _mode == FileCaptureMode.Loop)
        {
            (_playing, _silence) = (_clip!.Samples, Gap);
        }

        return next;
    }

    // Always the same; digital silence is like no room.
    private static short[] Noise()
    {
        short[] noise = new short[ICapture.SampleRate];
        uint state = 1;
        foreach (ref short sample in noise.AsSpan())
        {
            state = (state * 1_664_525) + 1_013_904_223;
            sample = (short)((int)(state >> 28) - 8);
        }

        return noise;
    }
}
