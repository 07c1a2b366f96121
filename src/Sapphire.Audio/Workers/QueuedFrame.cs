using System.Buffers;
using System.Diagnostics;

namespace Sapphire.Audio.Workers;

/// <summary>A frame with a payload of its own, from a pool; disposing gives it back.</summary>
internal readonly struct QueuedFrame : IDisposable
{
    private readonly byte[] _buffer;

    public QueuedFrame(in Frame frame)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(frame.Payload.Length);
        frame.Payload.CopyTo(_buffer);
        Frame = frame with { Payload = _buffer.AsMemory(0, frame.Payload.Length), Arrived = Stopwatch.GetTimestamp() };
    }

    /// <summary>The frame.</summary>
    public Frame Frame { get; }

    /// <summary>What it costs to keep it, in bytes.</summary>
    public int Cost => _buffer.Length + 64;

    /// <inheritdoc />
    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);
}
