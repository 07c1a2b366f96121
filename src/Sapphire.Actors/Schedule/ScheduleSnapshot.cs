using System.Collections.Immutable;
using Sapphire.Actors.Home;

namespace Sapphire.Actors.Schedule;

/// <summary>The schedule as it is stored in a snapshot.</summary>
public sealed record ScheduleSnapshot(ImmutableArray<TimerView> Timers, ImmutableArray<NotificationView> Notifications)
{
    /// <summary>The snapshot of a state.</summary>
    public static ScheduleSnapshot From(ScheduleState state) => new([.. state.View.Timers], [.. state.Notifications]);

    /// <summary>The state of the snapshot.</summary>
    public ScheduleState ToState() => new(Timers.ToImmutableDictionary(timer => timer.Id), [.. Notifications]);
}
