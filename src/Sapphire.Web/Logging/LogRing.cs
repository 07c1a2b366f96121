namespace Sapphire.Web.Logging;

/// <summary>
/// The newest lines of the log, for the page. A new line takes the place of the oldest one: a writer never waits for a reader,
/// and a reader who is too slow is told how many lines it missed. Thread-safe.
/// </summary>
internal sealed class LogRing
{
    /// <summary>How many lines are kept.</summary>
    public const int Capacity = 2_000;

    private readonly Lock _lock = new();
    private readonly LogLine[] _lines;
    private long _count;

    /// <summary>Creates an empty one.</summary>
    /// <param name="level">The lowest level that is written into it.</param>
    /// <param name="capacity">How many lines are kept.</param>
    public LogRing(LogLevel level, int capacity = Capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Level = level;
        _lines = new LogLine[capacity];
    }

    /// <summary>The lowest level that is written into it; <see cref="LogLevel.None"/> where there is no log.</summary>
    public LogLevel Level { get; }

    /// <summary>The number of the newest line; 0 before the first.</summary>
    public long Newest
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    /// <summary>Adds a line.</summary>
    public void Add(DateTimeOffset at, LogLevel level, string source, string text, string? exception)
    {
        lock (_lock)
        {
            _lines[_count % _lines.Length] = new(_count + 1, at, level, source, text, exception);
            _count++;
        }
    }

    /// <summary>The lines behind a number that a filter takes, the oldest first.</summary>
    /// <param name="after">The number of the last line that was seen; 0 for all that are kept.</param>
    /// <param name="filter">Which lines.</param>
    /// <param name="most">How many at most: the newest of them.</param>
    public LogPage Read(long after, LogFilter filter, int most)
    {
        LogLine[] kept;
        long newest;
        long overwritten;
        lock (_lock)
        {
            newest = _count;
            long oldest = Math.Max(0, newest - _lines.Length);
            overwritten = Math.Max(0, oldest - after);
            long from = Math.Max(after, oldest);
            kept = new LogLine[newest - from];
            for (long i = from; i < newest; i++)
            {
                kept[i - from] = _lines[i % _lines.Length];
            }
        }

        // Outside of the lock: whoever writes must not wait for a search.
        LogLine[] wanted = [.. kept.Where(filter.Takes)];
        LogLine[] shown = wanted.Length <= most ? wanted : wanted[^most..];
        return new(shown, newest, overwritten + wanted.Length - shown.Length);
    }
}
