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

    public TimeSpan MonotonicClock => _time.GetElapsedTime(0);

    public TimeSpan HighResMonotonicClock => MonotonicClock;

    public IAdvancedScheduler Advanced => this;

    /// <summary>How many are scheduled.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _count;
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

    /// <summary>Scheduled with a switch: nothing when it is off already, else taken out when it goes off.</summary>
    private void Add(TimeSpan delay, TimeSpan? interval, ICanTell? receiver, object message, IActorRef? sender, ICancelable? cancelable)
    {
        Check(delay, interval);
        if (cancelable is { IsCancellationRequested: true }) return;
        long every = interval is { } i ? Ticks(i) : 0;
        if (cancelable is null)
        {
            Push(new Entry(this, receiver, message, sender, every), Ticks(delay));
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

    internal class Entry(TimeProviderScheduler scheduler, ICanTell? receiver, object message, IActorRef? sender, long interval) : ICancelable
    {
        private volatile bool _cancelled;
        private CancellationTokenSource? _source;

        public long Due { get; set; }

        public long Sequence { get; set; }

        /// <summary>The place in the heap; -1 when out of it.</summary>
        public int Index { get; set; } = -1;

        public long Interval => interval;

        public bool IsCancellationRequested => _cancelled;

        // Few ask for it.
        public CancellationToken Token
        {
            get
            {
                CancellationTokenSource source = _source ?? Interlocked.CompareExchange(ref _source, new CancellationTokenSource(), null) ?? _source!;
                if (_cancelled) source.Cancel();
                return source.Token;
            }
        }

        public void Cancel() => Cancel(throwOnFirstException: false);

        public void Cancel(bool throwOnFirstException)
        {
            _cancelled = true;
            Interlocked.MemoryBarrier();
            scheduler.Remove(this);
            Volatile.Read(ref _source)?.Cancel(throwOnFirstException);
        }

        public void CancelAfter(TimeSpan delay) => scheduler.ScheduleOnce(delay, Cancel, this);

        public void CancelAfter(int millisecondsDelay) => CancelAfter(TimeSpan.FromMilliseconds(millisecondsDelay));

        public void Run()
        {
            if (interval == 0) OnLast();
            if (_cancelled) return;
            if (receiver is not null) receiver.Tell(message, sender);
            else if (message is Action action) action();
            else ((IExpiring)message).Expire();
        }

        protected virtual void OnLast()
        {
        }
    }

    /// <summary>An entry with somebody else's switch.</summary>
    private sealed class LinkedEntry(TimeProviderScheduler scheduler, ICanTell? receiver, object message, IActorRef? sender, long interval)
        : Entry(scheduler, receiver, message, sender, interval)
    {
        private CancellationTokenRegistration _link;
        private int _state;

        /// <summary>Follows a switch; one that outlives what was scheduled once does not keep it.</summary>
        public void Follow(CancellationToken token)
        {
            _link = token.UnsafeRegister(static e => ((Entry)e!).Cancel(), this);
            if (Interlocked.Exchange(ref _state, 1) != 0) _link.Unregister();
        }

        protected override void OnLast()
        {
            if (Interlocked.Exchange(ref _state, 2) == 1) _link.Unregister();
        }
    }
}

/// <summary>Something that runs out; saves the delegate of an action.</summary>
internal interface IExpiring
{
    /// <summary>The time is over.</summary>
    void Expire();
}
