namespace Sapphire.Cluster.RabbitMq;

/// <summary>
/// Whether the other side of a connection was heard lately, by our own clock. A silence that was too long ends it for good: what is
/// read after that (out of a buffer, by a process that was frozen) proves nothing.
/// </summary>
internal sealed class Pulse(TimeProvider clock)
{
    private long _heard = clock.GetTimestamp();
    private long _longest = long.MaxValue;
    private int _dead;

    public bool IsAlive
    {
        get
        {
            Look();
            return Volatile.Read(ref _dead) == 0;
        }
    }

    /// <summary>From now on no silence may be longer.</summary>
    public void Limit(TimeSpan longest)
    {
        Volatile.Write(ref _heard, clock.GetTimestamp());
        Volatile.Write(ref _longest, (long)(longest.TotalSeconds * clock.TimestampFrequency));
    }

    /// <summary>Something was read.</summary>
    public void Beat()
    {
        long now = Look();
        Volatile.Write(ref _heard, now);
    }

    private long Look()
    {
        // Read first: a beat in between makes the silence shorter than it was, never longer.
        long heard = Volatile.Read(ref _heard);
        long now = clock.GetTimestamp();
        if (now - heard > Volatile.Read(ref _longest)) Volatile.Write(ref _dead, 1);
        return now;
    }
}
