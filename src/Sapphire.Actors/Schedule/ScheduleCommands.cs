using Sapphire.Actors.Home;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Schedule;

#pragma warning disable MA0048 // One family of message records.

/// <summary>A command to the schedule.</summary>
public abstract record ScheduleCommand(DateTimeOffset At);

/// <summary>Sets a timer, which rings in <paramref name="RoomId"/>; answered with <see cref="TimerAnswer"/>.</summary>
public sealed record SetTimer(TimerId TimerId, TimeSpan Duration, string? Label, ChatId? ChatId, DateTimeOffset At, RoomId? RoomId = null) : ScheduleCommand(At);

/// <summary>Cancels a timer; answered with <see cref="TimerAnswer"/>, whose timer is null when it does not run.</summary>
public sealed record CancelTimer(TimerId TimerId, DateTimeOffset At) : ScheduleCommand(At);

/// <summary>Dismisses a notification; answered with <see cref="TimerAnswer"/>.</summary>
public sealed record DismissNotification(TimerId TimerId, DateTimeOffset At) : ScheduleCommand(At);

/// <summary>Answered with <see cref="ScheduleView"/>.</summary>
public sealed record GetSchedule
{
    /// <summary>The only one.</summary>
    public static GetSchedule Instance { get; } = new();
}

/// <summary>The timers that run and the notifications that stand.</summary>
public sealed record ScheduleView(IReadOnlyList<TimerView> Timers, IReadOnlyList<NotificationView> Notifications);

/// <summary>The answer to a command.</summary>
/// <param name="Timer">The timer that it was about; null when there is none.</param>
/// <param name="Problem">Why it was refused or could not be stored; null when it was not.</param>
public sealed record TimerAnswer(TimerView? Timer, string? Problem);
