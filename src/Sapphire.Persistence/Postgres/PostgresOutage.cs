namespace Sapphire.Persistence.Postgres;

/// <summary>
/// How long to wait for a server that has gone away: with growing pauses up to a limit, and after that not at all, so that nobody
/// hangs on a server that stays away; then it is looked for now and then.
/// </summary>
internal sealed class PostgresOutage(TimeSpan limit, TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(500);
    private readonly Lock _lock = new();
    private long? _since;
    private long _looked;
    private TimeSpan _pause = Shortest;

    /// <summary>The server answered.</summary>
    public void End()
    {
        lock (_lock)
        {
            _since = null;
            _pause = Shortest;
        }
    }

    /// <summary>The server did not answer.</summary>
    /// <returns>How long to wait before the next try; null when the limit has passed.</returns>
    public TimeSpan? Failed()
    {
        lock (_lock)
        {
            _looked = time.GetTimestamp();
            _since ??= _looked;
            if (time.GetElapsedTime(_since.Value, _looked) >= limit)
            {
                return null;
            }

            TimeSpan pause = _pause;
            _pause = _pause * 2 < Longest ? _pause * 2 : Longest;
            return pause;
        }
    }

    /// <summary>False while it is known that the server is away, and it was looked for a moment ago.</summary>
    public bool MayTry()
    {
        lock (_lock)
        {
            return _since is not { } since || time.GetElapsedTime(since) < limit || time.GetElapsedTime(_looked) >= Longest;
        }
    }
}
