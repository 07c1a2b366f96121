#pragma warning disable MA0048 // The interface and its one implementation.
namespace Sapphire.Kernel.Actor;

/// <summary>An actor with timers of its own.</summary>
public interface IWithTimers
{
    /// <summary>Set by the kernel before <c>PreStart</c>; not there in the constructor.</summary>
    ITimerScheduler Timers { get; set; }
}

/// <summary>
/// Timers that belong to one incarnation of an actor: they end with it. Starting one replaces that of the same key, and a message
/// of a replaced or cancelled timer is never delivered, even when it waits in the mailbox.
/// </summary>
public interface ITimerScheduler
{
    /// <summary>The keys of all timers that are set.</summary>
    IReadOnlyCollection<object> ActiveTimers { get; }

    /// <summary>Sends a message to the actor itself again and again; the first one after the interval. It has no sender.</summary>
    void StartPeriodicTimer(object key, object msg, TimeSpan interval);

    /// <summary>Sends a message to the actor itself again and again; the first one after the interval.</summary>
    void StartPeriodicTimer(object key, object msg, TimeSpan interval, IActorRef? sender);

    /// <summary>Sends a message to the actor itself again and again. It has no sender.</summary>
    void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval);

    /// <summary>Sends a message to the actor itself again and again.</summary>
    void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval, IActorRef? sender);

    /// <summary>Sends a message to the actor itself once. It has no sender.</summary>
    void StartSingleTimer(object key, object msg, TimeSpan timeout);

    /// <summary>Sends a message to the actor itself once.</summary>
    void StartSingleTimer(object key, object msg, TimeSpan timeout, IActorRef? sender);

    /// <summary>Whether a timer is set (and, for a single one, not yet delivered).</summary>
    bool IsTimerActive(object key);

    /// <summary>Ends a timer; nothing happens when there is none.</summary>
    void Cancel(object key);

    /// <summary>Ends all timers.</summary>
    void CancelAll();
}

internal sealed class TimerScheduler(ActorCell cell) : ITimerScheduler
{
    private readonly Dictionary<object, TimerMessage> _timers = [];

    public IReadOnlyCollection<object> ActiveTimers => [.. _timers.Keys];

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval) => Start(key, msg, interval, interval, null);

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval, IActorRef? sender) => Start(key, msg, interval, interval, sender);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval) => Start(key, msg, initialDelay, interval, null);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval, IActorRef? sender) => Start(key, msg, initialDelay, interval, sender);

    public void StartSingleTimer(object key, object msg, TimeSpan timeout) => Start(key, msg, timeout, null, null);

    public void StartSingleTimer(object key, object msg, TimeSpan timeout, IActorRef? sender) => Start(key, msg, timeout, null, sender);

    public bool IsTimerActive(object key) => _timers.ContainsKey(key);

    public void Cancel(object key)
    {
        if (_timers.Remove(key, out TimerMessage? timer)) timer.Cancel();
    }

    public void CancelAll()
    {
        foreach (TimerMessage timer in _timers.Values) timer.Cancel();
        _timers.Clear();
    }

    /// <summary>Whether a message belongs to a timer that is still set.</summary>
    public bool TryTake(TimerMessage timer)
    {
        if (!_timers.TryGetValue(timer.Key, out TimerMessage? current) || !ReferenceEquals(timer, current)) return false;
        if (!timer.Repeats) _timers.Remove(timer.Key);
        return true;
    }

    private void Start(object key, object msg, TimeSpan delay, TimeSpan? interval, IActorRef? sender)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(msg);
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        if (interval is { } i) ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(i, TimeSpan.Zero, nameof(interval));
        Cancel(key);
        var timer = new TimerMessage(cell, key, msg, sender, interval is { } every ? cell.System.SchedulerInternal.Ticks(every) : 0);
        _timers.Add(key, timer);
        cell.System.SchedulerInternal.Push(timer, delay);
    }
}

/// <summary>One timer, what the scheduler holds of it, and the message that it sends: identity tells it from a later one of the same key.</summary>
internal sealed class TimerMessage(ActorCell cell, object key, object message, IActorRef? sender, long interval)
    : IScheduled, IAutoReceivedMessage, INoSerializationVerificationNeeded, Event.IDeadLetterSuppression
{
    int IScheduled.Place { get; set; } = IScheduled.Nowhere;

    public object Key => key;

    public object Message => message;

    public bool Repeats => interval > 0;

    public long Interval => interval;

    /// <summary>One that has been sent already is known by its owner as no longer set.</summary>
    public void Cancel() => cell.System.SchedulerInternal.Remove(this);

    public void Run() => cell.Self.Tell(this, sender);
}
