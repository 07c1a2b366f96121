namespace Sapphire.Actors.ClusterSpeech;

/// <summary>What this node has had to do with speech jobs, since it was started. Thread-safe.</summary>
public sealed class SpeechCounters
{
    private long _offered;
    private long _taken;
    private long _redelivered;
    private long _done;
    private long _dropped;
    private long _returned;
    private long _rejected;
    private long _running;

    /// <summary>Jobs that this node gave to others.</summary>
    public long Offered => Interlocked.Read(ref _offered);

    /// <summary>Jobs that this node took from the queues.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>How many of them somebody had taken before.</summary>
    public long Redelivered => Interlocked.Read(ref _redelivered);

    /// <summary>Jobs that this node did, well or not.</summary>
    public long Done => Interlocked.Read(ref _done);

    /// <summary>Jobs that nobody waited for any more.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Jobs that this node gave back.</summary>
    public long Returned => Interlocked.Read(ref _returned);

    /// <summary>Jobs that this node put to the dead letters.</summary>
    public long Rejected => Interlocked.Read(ref _rejected);

    /// <summary>Jobs that this node is doing now.</summary>
    public long Running => Interlocked.Read(ref _running);

    internal void CountRunning(int change) => Interlocked.Add(ref _running, change);

    internal void CountOffer() => Interlocked.Increment(ref _offered);

    internal void CountTaken(int attempt)
    {
        Interlocked.Increment(ref _taken);
        if (attempt > 1) Interlocked.Increment(ref _redelivered);
    }

    internal void Count(RunOutcome outcome)
    {
        switch (outcome)
        {
            case RunOutcome.Done:
                Interlocked.Increment(ref _done);
                break;
            case RunOutcome.Dropped:
                Interlocked.Increment(ref _dropped);
                break;
            case RunOutcome.Returned or RunOutcome.Unheard:
                Interlocked.Increment(ref _returned);
                break;
            case RunOutcome.Rejected:
                Interlocked.Increment(ref _rejected);
                break;
        }
    }
}
