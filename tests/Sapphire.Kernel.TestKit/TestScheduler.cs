using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.TestKit;

/// <summary>
/// The scheduler of a system whose clock is moved by hand: timers, receive timeouts, Ask timeouts and everything else that is on the
/// system's <see cref="TimeProvider"/> becomes due with it. Actors still run on their own threads: expect their answers.
/// </summary>
public sealed class TestScheduler : IScheduler
{
    private readonly IScheduler _scheduler;
    private readonly ManualTimeProvider _time;

    internal TestScheduler(ActorSystem system)
    {
        _scheduler = system.Scheduler;
        _time = system.TimeProvider as ManualTimeProvider
            ?? throw new InvalidOperationException($"The clock of {system} is not moved by hand; give the test kit a {nameof(ManualTimeProvider)}, or {nameof(TestConfigs)}.{nameof(TestConfigs.TestSchedulerConfig)}.");
    }

    /// <inheritdoc />
    public DateTimeOffset Now => _scheduler.Now;

    /// <inheritdoc />
    public TimeSpan MonotonicClock => _scheduler.MonotonicClock;

    /// <inheritdoc />
    public TimeSpan HighResMonotonicClock => _scheduler.HighResMonotonicClock;

    /// <inheritdoc />
    public IAdvancedScheduler Advanced => _scheduler.Advanced;

    /// <summary>Moves the time forward; whatever becomes due fires, in order, each at its own time.</summary>
    public void Advance(TimeSpan offset) => _time.Advance(offset);

    /// <summary>Moves the time to a later one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is earlier than <see cref="Now"/>.</exception>
    public void AdvanceTo(DateTimeOffset when) => _time.SetUtcNow(when);

    /// <inheritdoc />
    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable) =>
        _scheduler.ScheduleTellOnce(delay, receiver, message, sender, cancelable);

    /// <inheritdoc />
    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable) =>
        _scheduler.ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, cancelable);
}
