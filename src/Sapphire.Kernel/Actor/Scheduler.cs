#pragma warning disable MA0048 // The interfaces of one service.
namespace Sapphire.Kernel.Actor;

/// <summary>The time as a scheduler sees it, on the system's <see cref="TimeProvider"/>.</summary>
public interface ITimeProvider
{
    /// <summary>The present time.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Time since some moment in the past, which never goes back.</summary>
    TimeSpan MonotonicClock { get; }

    /// <summary>The same, as fine as the clock gives it.</summary>
    TimeSpan HighResMonotonicClock { get; }
}

/// <summary>Tells later, on the system's <see cref="TimeProvider"/>.</summary>
public interface ITellScheduler
{
    /// <summary>Tells once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative.</exception>
    void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender) => ScheduleTellOnce(delay, receiver, message, sender, null);

    /// <summary>Tells once, unless cancelled before.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative.</exception>
    void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable);

    /// <summary>Tells again and again.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative, or the interval not positive.</exception>
    void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender) =>
        ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, null);

    /// <summary>Tells again and again until cancelled.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative, or the interval not positive.</exception>
    void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable);
}

/// <summary>Calls later. The action runs on a timer's thread: keep it short, and touch no actor's state.</summary>
public interface IActionScheduler
{
    /// <summary>Calls once.</summary>
    void ScheduleOnce(TimeSpan delay, Action action) => ScheduleOnce(delay, action, null);

    /// <summary>Calls once, unless cancelled before.</summary>
    void ScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable);

    /// <summary>Calls again and again.</summary>
    void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action) => ScheduleRepeatedly(initialDelay, interval, action, null);

    /// <summary>Calls again and again until cancelled.</summary>
    void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable);
}

/// <summary>Akka.NET's name for the scheduler of actions.</summary>
public interface IAdvancedScheduler : IActionScheduler;

/// <summary>The scheduler of a system.</summary>
public interface IScheduler : ITellScheduler, ITimeProvider
{
    /// <summary>Calls instead of tells.</summary>
    IAdvancedScheduler Advanced { get; }
}
