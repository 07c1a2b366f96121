using System.Collections.Immutable;
using Sapphire.Actors.Home;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Schedule;

/// <summary>
/// Timers and notifications. Pure.
/// <code>
/// (none) ──TimerSet──► running ──TimerFired──► notification ──NotificationCleared──► (none)
///                         └──TimerCancelled──► (none)
/// </code>
/// </summary>
public sealed record ScheduleState(ImmutableDictionary<TimerId, TimerView> Running, ImmutableList<NotificationView> Notifications)
{
    /// <summary>How many timers may run at once.</summary>
    public const int MaxTimers = 200;

    /// <summary>How many notifications stand at most; the oldest go first.</summary>
    public const int MaxNotifications = 100;

    /// <summary>The longest timer.</summary>
    public static readonly TimeSpan MaxDuration = TimeSpan.FromDays(366);

    /// <summary>Later than this, a notification says so.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(10);

    /// <summary>Nothing.</summary>
    public static ScheduleState Empty { get; } = new(ImmutableDictionary<TimerId, TimerView>.Empty, []);

    /// <summary>When the next timer is due; null when none runs.</summary>
    public DateTimeOffset? NextDue => Running.IsEmpty ? null : Running.Values.Min(timer => timer.DueAt);

    /// <summary>Timers and notifications for readers.</summary>
    public ScheduleView View => new([.. Running.Values.OrderBy(timer => timer.DueAt).ThenBy(timer => timer.Id.Value)], Notifications);

    /// <summary>The state after an event.</summary>
    public ScheduleState Apply(ScheduleEvent happened) => happened switch
    {
        TimerSet e => this with { Running = Running.SetItem(e.TimerId, new(e.TimerId, e.Label, e.DurationSeconds, e.DueAt, e.ChatId, e.RoomId)) },
        TimerCancelled e => this with { Running = Running.Remove(e.TimerId) },
        TimerFired e => Fire(e),
        NotificationCleared e => this with { Notifications = Notifications.RemoveAll(one => one.Id == e.TimerId) },
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name, "This event is not one of the schedule."),
    };

    /// <summary>What a command does; the answer is for after the events are stored.</summary>
    public (ImmutableArray<ScheduleEvent> Events, TimerAnswer Answer) Decide(ScheduleCommand command) => command switch
    {
        SetTimer set => Decide(set),
        CancelTimer cancel => Running.TryGetValue(cancel.TimerId, out TimerView? timer)
            ? ([new TimerCancelled(cancel.TimerId, cancel.At)], new(timer, null))
            : ([], new(null, null)),
        DismissNotification dismiss => Notifications.Exists(one => one.Id == dismiss.TimerId)
            ? ([new NotificationCleared(dismiss.TimerId, dismiss.At)], new(null, null))
            : ([], new(null, null)),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name, "This command is not one of the schedule."),
    };

    /// <summary>The timers that are due at <paramref name="now"/>, the earliest first.</summary>
    public ImmutableArray<ScheduleEvent> Due(DateTimeOffset now) =>
        [.. Running.Values.Where(timer => timer.DueAt <= now).OrderBy(timer => timer.DueAt).Select(timer => new TimerFired(timer.Id, now))];

    private (ImmutableArray<ScheduleEvent> Events, TimerAnswer Answer) Decide(SetTimer set)
    {
        if (set.Duration <= TimeSpan.Zero || set.Duration > MaxDuration)
        {
            return ([], new(null, "A timer runs for more than nothing and at most 366 days."));
        }

        if (Running.TryGetValue(set.TimerId, out TimerView? same))
        {
            return ([], new(same, null));
        }

        if (Running.Count >= MaxTimers)
        {
            return ([], new(null, $"{MaxTimers} timers run already. Cancel one first."));
        }

        TimerSet happened = new(set.TimerId, string.IsNullOrWhiteSpace(set.Label) ? null : set.Label.Trim(), set.Duration.TotalSeconds, set.At + set.Duration, set.ChatId, set.At, set.RoomId);
        return ([happened], new(new(happened.TimerId, happened.Label, happened.DurationSeconds, happened.DueAt, happened.ChatId, happened.RoomId), null));
    }

    private ScheduleState Fire(TimerFired e)
    {
        if (!Running.TryGetValue(e.TimerId, out TimerView? timer))
        {
            return this;
        }

        TimeSpan late = e.At - timer.DueAt;
        NotificationView notification = new(
            timer.Id,
            timer.Label is null ? $"Your {Spoken(TimeSpan.FromSeconds(timer.DurationSeconds))} timer is done" : $"Timer done: {timer.Label}",
            late < Late ? string.Empty : $"It was due {Ago(late)} ago, while Sapphire was not running.",
            e.At,
            timer.ChatId,
            timer.RoomId);
        ImmutableList<NotificationView> notifications = Notifications.Add(notification);
        return new(Running.Remove(timer.Id), notifications.Count > MaxNotifications ? notifications.RemoveAt(0) : notifications);
    }

    // "2 hours", where the name of a timer says "2 hour timer".
    private static string Ago(TimeSpan span) => span switch
    {
        { TotalSeconds: < 60 } => Count((int)span.TotalSeconds, "second"),
        { TotalMinutes: < 60 } => Count((int)span.TotalMinutes, "minute"),
        { TotalHours: < 24 } when span.Minutes == 0 => Count((int)span.TotalHours, "hour"),
        { TotalHours: < 24 } => $"{Count((int)span.TotalHours, "hour")} {Count(span.Minutes, "minute")}",
        _ => Count((int)span.TotalDays, "day"),
    };

    private static string Count(int n, string unit) => n == 1 ? $"1 {unit}" : $"{n} {unit}s";

    private static string Spoken(TimeSpan span) => span switch
    {
        { TotalSeconds: < 60 } => $"{Math.Max(1, (int)span.TotalSeconds)} second",
        { TotalMinutes: < 60 } => $"{(int)span.TotalMinutes} minute",
        { TotalHours: < 24 } when span.Minutes == 0 => $"{(int)span.TotalHours} hour",
        { TotalHours: < 24 } => $"{(int)span.TotalHours} hour {span.Minutes} minute",
        _ => $"{(int)span.TotalDays} day",
    };
}
