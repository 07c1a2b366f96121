namespace Sapphire.Kernel.Actor;

/// <summary>Something that is told or called later, and its switch.</summary>
internal class ScheduledEntry(TimeProviderScheduler scheduler, ICanTell? receiver, object message, IActorRef? sender, long interval)
    : ICancelable, IScheduled
{
    private volatile bool _cancelled;
    private CancellationTokenSource? _source;

    public int Place { get; set; } = IScheduled.Nowhere;

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
        else ((Action)message)();
    }

    protected virtual void OnLast()
    {
    }
}
