using Microsoft.Extensions.Logging;

namespace Sapphire.Kernel.Actor;

/// <summary>
/// All that is scheduled in one binary heap with one timer of the <see cref="TimeProvider"/>, armed for the earliest entry. Cancelling
/// takes an entry out at once; the timer is then left as it is, since a firing too early costs less than arming it anew for each Ask.
/// </summary>
internal sealed class TimeProviderScheduler : IScheduler, IAdvancedScheduler, IDisposable
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly TimerHeap _heap = new();
    private long _armedFor = long.MaxValue;
    private bool _disposed;

    public TimeProviderScheduler(TimeProvider time, ILogger logger)
    {
        _time = time;
        _logger = logger;
        using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow())
        {
            _timer = time.CreateTimer(static s => ((TimeProviderScheduler)s!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public DateTimeOffset Now => _time.GetUtcNow();

    public TimeSpan MonotonicClock => _time.GetElapsedTime(0);

    public TimeSpan HighResMonotonicClock => MonotonicClock;

    public IAdvancedScheduler Advanced => this;

    /// <summary>How many are scheduled.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _heap.Count;
        }
    }

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable) =>
        Add(delay, null, receiver, message, sender, cancelable);

    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable) =>
        Add(initialDelay, interval, receiver, message, sender, cancelable);

    public void ScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable) => Add(delay, null, null, action, null, cancelable);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable) =>
        Add(initialDelay, interval, null, action, null, cancelable);

    /// <param name="delay">From now; not negative.</param>
    /// <param name="interval">Null for once.</param>
    /// <param name="receiver">Who is told; null to call <paramref name="message"/>, an <see cref="Action"/>.</param>
    /// <param name="message">The message or action.</param>
    /// <param name="sender">The sender of the message.</param>
    public ICancelable Add(TimeSpan delay, TimeSpan? interval, ICanTell? receiver, object message, IActorRef? sender)
    {
        Check(delay, interval);
        var entry = new ScheduledEntry(this, receiver, message, sender, interval is { } every ? Ticks(every) : 0);
        Push(entry, Ticks(delay));
        return entry;
    }

    /// <summary>Calls back later; for what needs no entry of its own.</summary>
    public void Push(IScheduled scheduled, TimeSpan delay) => Push(scheduled, Ticks(delay));

    public void Dispose()
    {
        var left = new List<IScheduled>();
        lock (_lock)
        {
            _disposed = true;
            while (_heap.Count > 0) left.Add(_heap.RemoveFirst().Item);
        }

        _timer.Dispose();
        foreach (IScheduled scheduled in left) scheduled.Abandon();
    }

    /// <summary>Scheduled with a switch: nothing when it is off already, else taken out when it goes off.</summary>
    private void Add(TimeSpan delay, TimeSpan? interval, ICanTell? receiver, object message, IActorRef? sender, ICancelable? cancelable)
    {
        Check(delay, interval);
        if (cancelable is { IsCancellationRequested: true }) return;
        long every = interval is { } i ? Ticks(i) : 0;
        if (cancelable is null)
        {
            Push(new ScheduledEntry(this, receiver, message, sender, every), Ticks(delay));
            return;
        }

        var entry = new LinkedEntry(this, receiver, message, sender, every);
        Push(entry, Ticks(delay));
        entry.Follow(cancelable.Token);
    }

    private static void Check(TimeSpan delay, TimeSpan? interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        if (interval is { } i) ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(i, TimeSpan.Zero, nameof(interval));
    }

    /// <summary>A time in ticks of the clock.</summary>
    // Some decades are for ever: added to a timestamp the longest times would be in the past.
    public long Ticks(TimeSpan time) => (long)Math.Min(time.TotalSeconds * _time.TimestampFrequency, long.MaxValue / 4);

    private void Push(IScheduled scheduled, long delay)
    {
        lock (_lock)
        {
            if (!_disposed)
            {
                _heap.Insert(scheduled, _time.GetTimestamp() + delay);
                if (_heap.FirstDue < _armedFor) Arm();
                return;
            }
        }

        scheduled.Abandon();
    }

    private void Arm()
    {
        if (_heap.Count == 0)
        {
            _armedFor = long.MaxValue;
            return;
        }

        _armedFor = _heap.FirstDue;
        long ticks = Math.Max(0, _armedFor - _time.GetTimestamp());
        // The system's timers round down to milliseconds; firing too early would only mean arming again.
        double milliseconds = Math.Ceiling(ticks * 1000.0 / _time.TimestampFrequency);
        _timer.Change(TimeSpan.FromMilliseconds(Math.Min(milliseconds, LongestTimer.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }

    private void Fire()
    {
        while (true)
        {
            IScheduled next;
            lock (_lock)
            {
                if (_disposed) return;
                long now = _time.GetTimestamp();
                if (_heap.Count == 0 || _heap.FirstDue > now)
                {
                    Arm();
                    return;
                }

                (next, long due) = _heap.RemoveFirst();
                if (next.Interval > 0)
                {
                    // At the fixed rate; after a long pause the missed beats are left out.
                    due += next.Interval;
                    if (due <= now - next.Interval) due = now + next.Interval;
                    _heap.Insert(next, due);
                }
            }

            try
            {
                next.Run();
            }
            catch (Exception ex)
            {
#pragma warning disable CA1848 // Seldom.
                _logger.LogError(ex, "A scheduled action failed.");
#pragma warning restore CA1848
            }
        }
    }

    /// <summary>Takes something out again.</summary>
    /// <returns>False when it was not there any more.</returns>
    public bool Remove(IScheduled scheduled)
    {
        lock (_lock) return !_disposed && _heap.Remove(scheduled);
    }
}
