using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Schedule;

#pragma warning disable MA0048 // One family of message records.

/// <summary>Something that happened to the schedule. Stored for ever.</summary>
public abstract record ScheduleEvent(DateTimeOffset At);

/// <summary>A timer was set; it rings in <paramref name="RoomId"/>.</summary>
public sealed record TimerSet(TimerId TimerId, string? Label, double DurationSeconds, DateTimeOffset DueAt, ChatId? ChatId, DateTimeOffset At, RoomId? RoomId = null) : ScheduleEvent(At);

/// <summary>A timer was cancelled before it fired.</summary>
public sealed record TimerCancelled(TimerId TimerId, DateTimeOffset At) : ScheduleEvent(At);

/// <summary>A timer fired; its notification stands until it is dismissed.</summary>
public sealed record TimerFired(TimerId TimerId, DateTimeOffset At) : ScheduleEvent(At);

/// <summary>A notification was dismissed.</summary>
public sealed record NotificationCleared(TimerId TimerId, DateTimeOffset At) : ScheduleEvent(At);
