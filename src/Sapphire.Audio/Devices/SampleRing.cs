namespace Sapphire.Audio.Devices;

/// <summary>
/// The newest sound of a device. One thread writes and never waits, takes no lock and allocates nothing, as a real-time thread must;
/// one other reads. A writer that comes round overwrites the oldest, which the reader finds out and counts.
/// </summary>
/// <remarks>
/// A sequence lock over positions that only grow: the writer says what it is going to overwrite (<c>claimed</c>) before it does,
/// so that a reader who sees it afterwards knows whether what it has copied was whole.
/// </remarks>
internal sealed class SampleRing
{
    private readonly short[] _samples;
    private readonly int _mask;
    private long _claimed;
    private long _written;
    private long _read;
    private long _dropped;

    /// <summary>Creates a ring.</summary>
    /// <param name="capacity">How many samples it keeps; a power of two.</param>
    public SampleRing(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(capacity & (capacity - 1), 0);
        _samples = new short[capacity];
        _mask = capacity - 1;
    }

    /// <summary>Samples that were written.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>Samples that the reader was too late for.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Samples that wait to be read; more than the capacity when some of them are lost already.</summary>
    public long Waiting => Written - Volatile.Read(ref _read);

    /// <summary>Adds sound.</summary>
    public void Write(ReadOnlySpan<short> samples)
    {
        // In pieces, so that little is claimed at a time.
        while (samples.Length > 0)
        {
            int length = Math.Min(samples.Length, _samples.Length / 4);
            long at = _written;
            Volatile.Write(ref _claimed, at + length);
            Interlocked.MemoryBarrier();
            int start = (int)(at & _mask);
            int first = Math.Min(length, _samples.Length - start);
            samples[..first].CopyTo(_samples.AsSpan(start));
            samples[first..length].CopyTo(_samples);
            Volatile.Write(ref _written, at + length);
            samples = samples[length..];
        }
    }

    /// <summary>Takes the oldest samples that are whole; skips lost ones in multiples of the length that is asked for.</summary>
    /// <param name="samples">Where to.</param>
    /// <param name="first">The number of the first.</param>
    /// <returns>False when there are not so many yet.</returns>
    public bool TryRead(Span<short> samples, out long first)
    {
        long at = _read;
        while (true)
        {
            long oldest = Volatile.Read(ref _claimed) - _samples.Length;
            if (at < oldest)
            {
                long lost = (oldest - at + samples.Length - 1) / samples.Length * samples.Length;
                at += lost;
                Volatile.Write(ref _dropped, _dropped + lost);
            }

            first = at;
            if (Volatile.Read(ref _written) - at < samples.Length)
            {
                Volatile.Write(ref _read, at);
                return false;
            }

            if (TryCopy(at, samples))
            {
                Volatile.Write(ref _read, at + samples.Length);
                return true;
            }
        }
    }

    /// <summary>Forgets what waits.</summary>
    /// <returns>The number of the next sample.</returns>
    public long Skip()
    {
        long now = Written;
        Volatile.Write(ref _read, now);
        return now;
    }

    /// <summary>Copies the newest samples; any thread may.</summary>
    public int Peek(Span<short> newest)
    {
        while (true)
        {
            long end = Written;
            int length = (int)Math.Min(Math.Min(newest.Length, _samples.Length / 2), end);
            if (TryCopy(end - length, newest[..length]))
            {
                return length;
            }
        }
    }

    private bool TryCopy(long at, Span<short> samples)
    {
        int start = (int)(at & _mask);
        int head = Math.Min(samples.Length, _samples.Length - start);
        _samples.AsSpan(start, head).CopyTo(samples);
        _samples.AsSpan(0, samples.Length - head).CopyTo(samples[head..]);
        Interlocked.MemoryBarrier();
        return Volatile.Read(ref _claimed) - _samples.Length <= at;
    }
}
