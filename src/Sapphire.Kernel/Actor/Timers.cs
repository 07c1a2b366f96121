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
        if (_timers.Remove(key, out TimerMessage? timer)) timer.Cancelable!.Cancel();
    }

    public void CancelAll()
    {
        foreach (TimerMessage timer in _timers.Values) timer.Cancelable!.Cancel();
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
        Cancel(key);
        var timer = new TimerMessage(key, msg, interval is not null);
        _timers.Add(key, timer);
        timer.Cancelable = interval is { } i
            ? cell.System.Scheduler.ScheduleTellRepeatedlyCancelable(delay, i, cell.Self, timer, sender)
            : cell.System.Scheduler.ScheduleTellOnceCancelable(delay, cell.Self, timer, sender);
    }
}

/// <summary>One timer, and the message that it sends: identity tells it from a later one of the same key.</summary>
internal sealed class TimerMessage(object key, object message, bool repeats)
    : IAutoReceivedMessage, INoSerializationVerificationNeeded, Event.IDeadLetterSuppression
{
    public object Key => key;

    public object Message => message;

    public bool Repeats => repeats;

    public ICancelable? Cancelable { get; set; }
}
