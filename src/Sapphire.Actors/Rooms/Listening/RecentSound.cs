namespace Sapphire.Actors.Rooms.Listening;

/// <summary>The newest sound: a ring of one second, for the beginning of an utterance that is noticed only after it began.</summary>
internal sealed class RecentSound
{
    private readonly short[] _ring = new short[16_000];
    private int _at;
    private int _length;

    /// <summary>Adds sound.</summary>
    public void Add(ReadOnlySpan<short> samples)
    {
        if (samples.Length > _ring.Length)
        {
            samples = samples[^_ring.Length..];
        }

        int first = Math.Min(samples.Length, _ring.Length - _at);
        samples[..first].CopyTo(_ring.AsSpan(_at));
        samples[first..].CopyTo(_ring);
        _at = (_at + samples.Length) % _ring.Length;
        _length = Math.Min(_ring.Length, _length + samples.Length);
    }

    /// <summary>The newest sound, at most <paramref name="samples"/> of it.</summary>
    public short[] Newest(int samples)
    {
        short[] newest = new short[Math.Min(samples, _length)];
        int from = (_at - newest.Length + _ring.Length) % _ring.Length;
        int first = Math.Min(newest.Length, _ring.Length - from);
        _ring.AsSpan(from, first).CopyTo(newest);
        _ring.AsSpan(0, newest.Length - first).CopyTo(newest.AsSpan(first));
        return newest;
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => _length = 0;
}
