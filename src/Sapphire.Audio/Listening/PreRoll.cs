using System.Buffers;

namespace Sapphire.Audio.Listening;

/// <summary>
/// The last moments of a microphone: what was said before speech was noticed. A ring in pooled memory that drops the
/// oldest samples. Not safe for several threads.
/// </summary>
public sealed class PreRoll : IDisposable
{
    /// <summary>Half a second at 16 kHz, in samples.</summary>
    public const int DefaultSize = 8000;

    private readonly int _size;
    private short[]? _ring;
    private int _next;

    /// <summary>Creates an empty ring.</summary>
    /// <param name="size">How many samples it holds.</param>
    public PreRoll(int size = DefaultSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        _size = size;
        _ring = ArrayPool<short>.Shared.Rent(size);
    }

    /// <summary>How many samples it has now.</summary>
    public int Count { get; private set; }

    /// <summary>Adds sound; the oldest is dropped when the ring is full.</summary>
    public void Write(ReadOnlySpan<short> samples)
    {
        short[] ring = Ring;
        if (samples.Length > _size)
        {
            samples = samples[^_size..];
        }

        int first = Math.Min(samples.Length, _size - _next);
        samples[..first].CopyTo(ring.AsSpan(_next));
        samples[first..].CopyTo(ring);
        _next = (_next + samples.Length) % _size;
        Count = Math.Min(_size, Count + samples.Length);
    }

    /// <summary>Copies what is there, the oldest first, and forgets it.</summary>
    /// <param name="target">Has room for <see cref="Count"/> samples.</param>
    /// <returns>How many samples were copied.</returns>
    public int Drain(Span<short> target)
    {
        short[] ring = Ring;
        int count = Count;
        int start = (_next - count + _size) % _size;
        int first = Math.Min(count, _size - start);
        ring.AsSpan(start, first).CopyTo(target);
        ring.AsSpan(0, count - first).CopyTo(target[first..]);
        Clear();
        return count;
    }

    /// <summary>Forgets what is there.</summary>
    public void Clear()
    {
        Count = 0;
        _next = 0;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (_ring is { } ring)
        {
            _ring = null;
            ArrayPool<short>.Shared.Return(ring);
        }
    }

    private short[] Ring => _ring ?? throw new ObjectDisposedException(nameof(PreRoll));
}
