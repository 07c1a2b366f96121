using System.Collections.Concurrent;
using Sapphire.Audio.Devices;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.Tests.Rooms.Devices;

/// <summary>The real file devices; a microphone hears what the test says, what a speaker plays is kept, and either can vanish.</summary>
internal sealed class TestDevices : IAudioDevices
{
    private readonly AudioDevices _real = new(TimeProvider.System);

    public ConcurrentQueue<TestCapture> Microphones { get; } = new();

    public ConcurrentQueue<TestPlayback> Speakers { get; } = new();

    /// <summary>When set, no microphone can be opened.</summary>
    public string? NoMicrophone { get; set; }

    /// <summary>When set, no speaker can be opened.</summary>
    public string? NoSpeaker { get; set; }

    public TestCapture Microphone => Microphones.Last();

    public TestPlayback Speaker => Speakers.Last();

    public ICapture OpenCapture(string address)
    {
        if (NoMicrophone is { } why)
        {
            throw new DeviceLostException(why);
        }

        TestCapture microphone = new(_real.OpenCapture("cue:"));
        Microphones.Enqueue(microphone);
        return microphone;
    }

    public IPlayback OpenPlayback(string address, int sampleRate)
    {
        if (NoSpeaker is { } why)
        {
            throw new DeviceLostException(why);
        }

        TestPlayback speaker = new(_real.OpenPlayback("none", sampleRate));
        Speakers.Enqueue(speaker);
        return speaker;
    }

    public IReadOnlyList<AudioDevice> List() => [];
}

internal sealed class TestCapture(ICapture real) : ICapture
{
    private readonly TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsClosed { get; private set; }

    public string Name => "test";

    public long Captured => real.Captured;

    public long Dropped => real.Dropped;

    public Task Ended => Task.WhenAny(real.Ended, _lost.Task).Unwrap();

    public void Start(Action framesWait) => real.Start(framesWait);

    public bool TryRead(Span<short> frame, out long first) => real.TryRead(frame, out first);

    public long SkipToNow() => real.SkipToNow();

    public int Peek(Span<short> newest) => real.Peek(newest);

    public void Hear(short[] samples) => ((ICueable)real).Cue(new SpeechAudio(ICapture.SampleRate, samples));

    public void Lose(string why) => _lost.SetException(new DeviceLostException(why));

    public ValueTask DisposeAsync()
    {
        IsClosed = true;
        return real.DisposeAsync();
    }
}

internal sealed class TestPlayback(IPlayback real) : IPlayback
{
    private readonly TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<short> _sound = [];

    public string Name => "test";

    public int SampleRate => real.SampleRate;

    public long Written => real.Written;

    public long Played => real.Played;

    public int Clears { get; private set; }

    public Task Ended => Task.WhenAny(real.Ended, _lost.Task).Unwrap();

    /// <summary>What was written, the silence of no sentence left out.</summary>
    public short[] Sound
    {
        get
        {
            lock (_sound)
            {
                return [.. _sound];
            }
        }
    }

    public void Start() => real.Start();

    public ValueTask WriteAsync(ReadOnlyMemory<short> samples, CancellationToken cancellationToken)
    {
        lock (_sound)
        {
            _sound.AddRange(samples.Span);
        }

        return real.WriteAsync(samples, cancellationToken);
    }

    public long Clear()
    {
        Clears++;
        return real.Clear();
    }

    public void Lose(string why) => _lost.SetException(new DeviceLostException(why));

    public ValueTask DisposeAsync() => real.DisposeAsync();
}
