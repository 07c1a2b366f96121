#pragma warning disable MA0048 // The interfaces of one service.
namespace Sapphire.Kernel.Actor;

/// <summary>Something that can be cancelled once.</summary>
public interface ICancelable
{
    /// <summary>Whether it was.</summary>
    bool IsCancellationRequested { get; }

    /// <summary>Cancels; again does nothing.</summary>
    void Cancel();
}

/// <summary>Tells later, on the system's <see cref="TimeProvider"/>.</summary>
public interface ITellScheduler
{
    /// <summary>Tells once.</summary>
    void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable = null);

    /// <summary>Tells again and again until cancelled.</summary>
    void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable = null);
}

/// <summary>Calls later. The action runs on a timer's thread: keep it short, and touch no actor's state.</summary>
public interface IActionScheduler
{
    /// <summary>Calls once.</summary>
    void ScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable = null);

    /// <summary>Calls again and again until cancelled.</summary>
    void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable = null);
}

/// <summary>The scheduler of a system.</summary>
public interface IScheduler : ITellScheduler
{
    /// <summary>The present time.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Calls instead of tells.</summary>
    IActionScheduler Advanced { get; }
}

/// <summary>A switch for one or more scheduled things.</summary>
public sealed class Cancelable : ICancelable, IDisposable
{
    private readonly Lock _lock = new();
    private List<Action>? _callbacks = [];

    /// <inheritdoc />
    public bool IsCancellationRequested
    {
        get
        {
            lock (_lock) return _callbacks is null;
        }
    }

    /// <inheritdoc />
    public void Cancel()
    {
        List<Action>? callbacks;
        lock (_lock)
        {
            callbacks = _callbacks;
            _callbacks = null;
        }

        callbacks?.ForEach(static c => c());
    }

    /// <inheritdoc />
    public void Dispose() => Cancel();

    internal void OnCancel(Action callback)
    {
        lock (_lock)
        {
            if (_callbacks is not null)
            {
                _callbacks.Add(callback);
                return;
            }
        }

        callback();
    }
}

/// <summary>Scheduling that hands out its own switch.</summary>
public static class SchedulerExtensions
{
    /// <summary>Tells once.</summary>
    public static ICancelable ScheduleTellOnceCancelable(this IScheduler scheduler, TimeSpan delay, ICanTell receiver, object message, IActorRef? sender) =>
        ((TimeProviderScheduler)scheduler).Add(delay, null, receiver, message, sender);

    /// <summary>Tells again and again.</summary>
    public static ICancelable ScheduleTellRepeatedlyCancelable(this IScheduler scheduler, TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender) =>
        ((TimeProviderScheduler)scheduler).Add(initialDelay, interval, receiver, message, sender);

    /// <summary>Calls once.</summary>
    public static ICancelable ScheduleOnceCancelable(this IActionScheduler scheduler, TimeSpan delay, Action action) =>
        ((TimeProviderScheduler)scheduler).Add(delay, null, null, action, null);

    /// <summary>Calls again and again.</summary>
    public static ICancelable ScheduleRepeatedlyCancelable(this IActionScheduler scheduler, TimeSpan initialDelay, TimeSpan interval, Action action) =>
        ((TimeProviderScheduler)scheduler).Add(initialDelay, interval, null, action, null);
}
