using System.Runtime.CompilerServices;
using Sapphire.Audio.Devices;
using Sapphire.Audio.Native.SpeexDsp;

namespace Sapphire.Audio.Native.PortAudio;

/// <summary>A speaker of the sound system.</summary>
internal sealed class PortAudioPlayback : RingPlayback
{
    private const int Piece = 480;
    private const int Capacity = 131_072;
    private readonly PortAudioStream _stream;
    private readonly Resampler? _resampler;
    private readonly short[] _out = [];
    private long _written;

    private PortAudioPlayback(PortAudioStream stream, PlaybackRing ring, int sampleRate, TimeProvider time)
        : base(stream.Name, sampleRate, time, ring)
    {
        _stream = stream;
        ring.Limit = Math.Min(stream.SampleRate / 2, Capacity);
        if (stream.SampleRate != sampleRate)
        {
            _resampler = new(sampleRate, stream.SampleRate);
            _out = new short[_resampler.OutputFor(Piece)];
        }
    }

    /// <inheritdoc />
    public override long Written => Volatile.Read(ref _written);

    /// <inheritdoc />
    public override long Played => AsWritten(Ring.Taken);

    /// <summary>Opens a speaker.</summary>
    /// <exception cref="DeviceLostException">It cannot be opened.</exception>
    /// <exception cref="Engines.EngineUnavailableException">A library is missing.</exception>
    public static PortAudioPlayback Open(string device, int sampleRate, TimeProvider time)
    {
        PlaybackRing ring = new(Capacity, sampleRate / 2);
        PortAudioStream stream = PortAudioStream.Open(device, input: false, sampleRate, samples => samples[ring.Take(samples)..].Clear());
        return new(stream, ring, sampleRate, time);
    }

    /// <inheritdoc />
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public override async ValueTask WriteAsync(ReadOnlyMemory<short> samples, CancellationToken cancellationToken)
    {
        if (_resampler is null)
        {
            int length = samples.Length;
            await base.WriteAsync(samples, cancellationToken);
            Volatile.Write(ref _written, _written + length);
            return;
        }

        while (!samples.IsEmpty)
        {
            ReadOnlyMemory<short> piece = samples[..Math.Min(Piece, samples.Length)];
            int made = _resampler.Process(piece.Span, _out, out _);
            await base.WriteAsync(_out.AsMemory(0, made), cancellationToken);
            Volatile.Write(ref _written, _written + piece.Length);
            samples = samples[piece.Length..];
        }
    }

    /// <inheritdoc />
    public override long Clear()
    {
        long played = AsWritten(base.Clear());
        _resampler?.Reset();
        return played;
    }

    /// <inheritdoc />
    protected override void Begin() => _stream.Start();

    /// <inheritdoc />
    protected override void Pump()
    {
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

    // What waits in the ring, at the rate of what was written.
    private long AsWritten(long taken)
    {
        long waits = (Ring.Written - taken) * SampleRate / _stream.SampleRate;
        return Math.Max(0, Written - waits);
    }
}
