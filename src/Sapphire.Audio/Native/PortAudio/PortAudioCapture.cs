using Sapphire.Audio.Devices;
using Sapphire.Audio.Native.SpeexDsp;

namespace Sapphire.Audio.Native.PortAudio;

/// <summary>A microphone of the sound system.</summary>
internal sealed class PortAudioCapture : RingCapture
{
    private readonly PortAudioStream _stream;

    // Between the device and the ring when the device has a rate of its own.
    private readonly SampleRing? _raw;
    private readonly Resampler? _resampler;
    private readonly short[] _in = [];
    private readonly short[] _out = [];

    private PortAudioCapture(PortAudioStream stream, Target first, TimeProvider time)
        : base(stream.Name, time)
    {
        _stream = stream;
        if (stream.SampleRate == ICapture.SampleRate)
        {
            first.Ring = Ring;
            return;
        }

        _resampler = new(stream.SampleRate, ICapture.SampleRate);
        _raw = new(131_072);
        _in = new short[stream.SampleRate / 100];
        _out = new short[_resampler.OutputFor(_in.Length)];
        first.Ring = _raw;
    }

    /// <inheritdoc />
    public override long Dropped => Ring.Dropped + (_raw is null ? 0 : _raw.Dropped * ICapture.SampleRate / _stream.SampleRate);

    /// <summary>Opens a microphone.</summary>
    /// <exception cref="DeviceLostException">It cannot be opened.</exception>
    /// <exception cref="Engines.EngineUnavailableException">A library is missing.</exception>
    public static PortAudioCapture Open(string device, TimeProvider time)
    {
        Target target = new();
        PortAudioStream stream = PortAudioStream.Open(device, input: true, ICapture.SampleRate, samples => target.Ring?.Write(samples));
        return new(stream, target, time);
    }

    /// <inheritdoc />
    protected override void Begin() => _stream.Start();

    /// <inheritdoc />
    protected override void Pump()
    {
        while (_raw is not null && _raw.TryRead(_in, out _))
        {
            Ring.Write(_out.AsSpan(0, _resampler!.Process(_in, _out, out _)));
        }

        if (_stream.Loss() is { } why)
        {
            Lose(why);
        }
    }

    /// <inheritdoc />
    protected override async ValueTask CloseAsync()
    {
        await _stream.DisposeAsync();
        _resampler?.Dispose();
    }

    /// <summary>Where the callback writes; known after the stream is open.</summary>
    private sealed class Target
    {
        public SampleRing? Ring { get; set; }
    }
}
