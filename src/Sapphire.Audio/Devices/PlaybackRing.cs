namespace Sapphire.Audio.Devices;

/// <summary>
/// Sound on its way to a device. One thread writes what there is room for; another, which may be a real-time thread, takes it
/// without waiting, locking or allocating.
/// </summary>
internal sealed class PlaybackRing
{
    private readonly short[] _samples;
    private readonly int _mask;
    private long _written;
    private long _read;
    private long _discard;

    /// <summary>Creates a ring.</summary>
    /// <param name="capacity">A power of two.</param>
    /// <param name="limit">How many samples may wait; not more than the capacity.</param>
    public PlaybackRing(int capacity, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(capacity & (capacity - 1), 0);
        _samples = new short[capacity];
        _mask = capacity - 1;
        Limit = limit;
    }

    /// <summary>How many samples may wait; not more than the capacity.</summary>
    public int Limit
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, _samples.Length);
            field = value;
        }
    }

    /// <summary>Samples that were written.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>How far it was taken or discarded.</summary>
    public long Taken => Math.Max(Volatile.Read(ref _read), Volatile.Read(ref _discard));

    /// <summary>Whether there is room for more.</summary>
    public bool HasRoom => Written - Taken < Limit;

    /// <summary>Writes as much as there is room for.</summary>
    /// <returns>How much that was.</returns>
    public int Write(ReadOnlySpan<short> samples)
    {
        // By what was really read: what is discarded may still be in the hands of the taker.
        int length = (int)Math.Min(samples.Length, Limit - (_written - Volatile.Read(ref _read)));
        if (length <= 0)
        {
            return 0;
        }

        int start = (int)(_written & _mask);
        int first = Math.Min(length, _samples.Length - start);
        samples[..first].CopyTo(_samples.AsSpan(start));
        samples[first..length].CopyTo(_samples);
        Volatile.Write(ref _written, _written + length);
        return length;
    }

    /// <summary>By the writer: what waits is not taken any more.</summary>
    /// <returns>How far it was taken.</returns>
    public long Discard()
    {
        long taken = Taken;
        Volatile.Write(ref _discard, _written);
        return taken;
    }

    /// <summary>By the taker: takes what there is, at most as much as asked for.</summary>
    public int Take(Span<short> samples)
    {
        long at = Taken;
        int length = (int)Math.Min(samples.Length, Written - at);
        int start = (int)(at & _mask);
        int first = Math.Min(length, _samples.Length - start);
        _samples.AsSpan(start, first).CopyTo(samples);
        _samples.AsSpan(0, length - first).CopyTo(samples[first..]);
        Volatile.Write(ref _read, at + length);
        return length;
    }
}
