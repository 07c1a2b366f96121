using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sapphire.Audio.Workers;

/// <summary>Writes frames to a stream, each with one call. One writer at a time; it allocates nothing for a frame of sound once its buffer has grown.</summary>
/// <param name="stream">Where to; not disposed.</param>
public sealed class FrameWriter(Stream stream)
{
    private byte[] _frame = new byte[4096];

    /// <summary>Writes a frame.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The payload is longer than <see cref="Frame.MaxPayload"/>.</exception>
    public void Write(FrameKind kind, long job, ReadOnlySpan<byte> payload = default) => stream.Write(Compose(kind, job, payload).Span);

    /// <summary>Writes a frame of JSON.</summary>
    public void Write<T>(FrameKind kind, long job, T value, JsonTypeInfo<T> type) => Write(kind, job, JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>Writes sound, in as many frames as it takes.</summary>
    public void WriteSound(FrameKind kind, long job, ReadOnlySpan<short> samples)
    {
        while (!samples.IsEmpty)
        {
            int count = Math.Min(samples.Length, Pcm.MaxSamples);
            stream.Write(Compose(kind, job, samples[..count]).Span);
            samples = samples[count..];
        }
    }

    /// <summary>Says how much sound of a job was used.</summary>
    /// <param name="job">The job.</param>
    /// <param name="samples">From its beginning.</param>
    public void WriteUsed(long job, long samples)
    {
        Span<byte> count = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(count, samples);
        Write(FrameKind.Used, job, count);
    }

    /// <summary>As <see cref="Write(FrameKind, long, ReadOnlySpan{byte})"/>, without holding a thread.</summary>
    public ValueTask WriteAsync(FrameKind kind, long job, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        stream.WriteAsync(Compose(kind, job, payload.Span), cancellationToken);

    /// <summary>Writes one frame of sound: at most <see cref="Pcm.MaxSamples"/>.</summary>
    public ValueTask WriteSoundAsync(FrameKind kind, long job, ReadOnlyMemory<short> samples, CancellationToken cancellationToken) =>
        stream.WriteAsync(Compose(kind, job, samples.Span), cancellationToken);

    private ReadOnlyMemory<byte> Compose(FrameKind kind, long job, ReadOnlySpan<byte> payload)
    {
        Memory<byte> frame = Begin(kind, job, payload.Length);
        payload.CopyTo(frame.Span[Frame.HeaderLength..]);
        return frame;
    }

    private ReadOnlyMemory<byte> Compose(FrameKind kind, long job, ReadOnlySpan<short> samples)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(samples.Length, Pcm.MaxSamples);
        Memory<byte> frame = Begin(kind, job, samples.Length * sizeof(short));
        Pcm.Write(samples, frame.Span[Frame.HeaderLength..]);
        return frame;
    }

    private Memory<byte> Begin(FrameKind kind, long job, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Frame.MaxPayload);
        ArgumentOutOfRangeException.ThrowIfNegative(job);
        if (_frame.Length < Frame.HeaderLength + length)
        {
            _frame = GC.AllocateUninitializedArray<byte>(Math.Min(Frame.HeaderLength + Frame.MaxPayload, Math.Max(Frame.HeaderLength + length, _frame.Length * 2)));
        }

        Span<byte> header = _frame;
        BinaryPrimitives.WriteInt32LittleEndian(header, length);
        header[4] = (byte)kind;
        header[5..8].Clear();
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], job);
        return _frame.AsMemory(0, Frame.HeaderLength + length);
    }
}
