using Microsoft.Extensions.Logging;

namespace Sapphire.Kernel.Actor;

/// <summary>
/// All that is scheduled in one binary heap with one timer of the <see cref="TimeProvider"/>, armed for the earliest entry. Cancelling
/// takes an entry out at once; the timer is then left as it is, since a firing too early costs less than arming it anew for each Ask.
/// </summary>
internal sealed class TimeProviderScheduler : IScheduler, IActionScheduler, IDisposable
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private Entry[] _heap = new Entry[16];
    private int _count;
    private long _armedFor = long.MaxValue;
    private long _sequence;
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

    public IActionScheduler Advanced => this;

    /// <summary>How many are scheduled.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _count;
        }
    }

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable = null) =>
        Link(Add(delay, null, receiver, message, sender), cancelable);

    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable = null) =>
        Link(Add(initialDelay, interval, receiver, message, sender), cancelable);

    public void ScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable = null) => Link(Add(delay, null, null, action, null), cancelable);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable = null) =>
        Link(Add(initialDelay, interval, null, action, null), cancelable);

    /// <param name="delay">From now; not negative.</param>
    /// <param name="interval">Null for once.</param>
    /// <param name="receiver">Who is told; null to call <paramref name="message"/>, an <see cref="Action"/>.</param>
    /// <param name="message">The message or action.</param>
    /// <param name="sender">The sender of the message.</param>
    public ICancelable Add(TimeSpan delay, TimeSpan? interval, ICanTell? receiver, object message, IActorRef? sender)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        if (interval is { } i) ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(i, TimeSpan.Zero, nameof(interval));
        var entry = new Entry(this, receiver, message, sender, interval is { } every ? Ticks(every) : 0);
        Push(entry, Ticks(delay));
        return entry;
    }

    /// <summary>Calls back later; for the kernel's own light entries.</summary>
    public void Push(Entry entry, TimeSpan delay) => Push(entry, Ticks(delay));

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _count = 0;
            _heap = [];
        }

        _timer.Dispose();
    }

    private static void Link(ICancelable entry, ICancelable? cancelable)
    {
        switch (cancelable)
        {
            case null:
                break;
            case Cancelable own:
                own.OnCancel(entry.Cancel);
                break;
            default:
                throw new ArgumentException($"Give a {nameof(Cancelable)} of this kernel.", nameof(cancelable));
        }
    }

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * _time.TimestampFrequency);

    private void Push(Entry entry, long delay)
    {
        lock (_lock)
        {
            if (_disposed) return;
            entry.Due = _time.GetTimestamp() + delay;
            Insert(entry);
            if (_heap[0].Due < _armedFor) Arm();
        }
    }

    private void Insert(Entry entry)
    {
        if (_count == _heap.Length) Array.Resize(ref _heap, _count * 2);
        entry.Sequence = _sequence++;
        entry.Index = _count;
        _heap[_count++] = entry;
        Up(entry.Index);
    }

    private void Arm()
    {
        if (_count == 0)
        {
            _armedFor = long.MaxValue;
            return;
        }

        _armedFor = _heap[0].Due;
        long ticks = Math.Max(0, _armedFor - _time.GetTimestamp());
        // The system's timers round down to milliseconds; firing too early would only mean arming again.
        double milliseconds = Math.Ceiling(ticks * 1000.0 / _time.TimestampFrequency);
        _timer.Change(TimeSpan.FromMilliseconds(Math.Min(milliseconds, LongestTimer.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }

    private void Fire()
    {
        while (true)
        {
            Entry entry;
            lock (_lock)
            {
                if (_disposed) return;
                long now = _time.GetTimestamp();
                if (_count == 0 || _heap[0].Due > now)
                {
                    Arm();
                    return;
                }

                entry = _heap[0];
                RemoveAt(0);
                if (entry.Interval > 0)
                {
                    // At the fixed rate; after a long pause the missed beats are left out.
                    entry.Due += entry.Interval;
                    if (entry.Due <= now - entry.Interval) entry.Due = now + entry.Interval;
                    Insert(entry);
                }
            }

            try
            {
                entry.Run();
            }
            catch (Exception ex)
            {
#pragma warning disable CA1848 // Seldom.
                _logger.LogError(ex, "A scheduled action failed.");
#pragma warning restore CA1848
            }
        }
    }

    private bool Remove(Entry entry)
    {
        lock (_lock)
        {
            if (entry.Index < 0 || _disposed) return false;
            RemoveAt(entry.Index);
            return true;
        }
    }

    private void RemoveAt(int index)
    {
        _heap[index].Index = -1;
        Entry last = _heap[--_count];
        _heap[_count] = null!;
        if (index == _count) return;
        _heap[index] = last;
        last.Index = index;
        Up(index);
        Down(last.Index);
    }

    private static bool Before(Entry a, Entry b) => a.Due < b.Due || (a.Due == b.Due && a.Sequence < b.Sequence);

    private void Up(int i)
    {
        Entry entry = _heap[i];
        while (i > 0)
        {
            int parent = (i - 1) / 2;
            if (!Before(entry, _heap[parent])) break;
            Place(_heap[parent], i);
            i = parent;
        }

        Place(entry, i);
    }

    private void Down(int i)
    {
        Entry entry = _heap[i];
        while (true)
        {
            int child = (2 * i) + 1;
            if (child >= _count) break;
            if (child + 1 < _count && Before(_heap[child + 1], _heap[child])) child++;
            if (!Before(_heap[child], entry)) break;
            Place(_heap[child], i);
            i = child;
        }

        Place(entry, i);
    }

    private void Place(Entry entry, int i)
    {
        _heap[i] = entry;
        entry.Index = i;
    }

    internal sealed class Entry(TimeProviderScheduler scheduler, ICanTell? receiver, object message, IActorRef? sender, long interval) : ICancelable
    {
        private volatile bool _cancelled;

        public long Due { get; set; }

        public long Sequence { get; set; }

        /// <summary>The place in the heap; -1 when out of it.</summary>
        public int Index { get; set; } = -1;

        public long Interval => interval;

        public bool IsCancellationRequested => _cancelled;

        public void Cancel()
        {
            _cancelled = true;
            scheduler.Remove(this);
        }

        public void Run()
        {
            if (_cancelled) return;
            if (receiver is not null) receiver.Tell(message, sender);
            else if (message is Action action) action();
            else ((IExpiring)message).Expire();
        }
    }
}

/// <summary>Something that runs out; saves the delegate of an action.</summary>
internal interface IExpiring
{
    /// <summary>The time is over.</summary>
    void Expire();
}
