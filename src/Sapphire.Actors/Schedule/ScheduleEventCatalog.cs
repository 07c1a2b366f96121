using System.Text.Json.Nodes;
using Sapphire.Persistence.Events;

namespace Sapphire.Actors.Schedule;

/// <summary>The manifests of the schedule's events.</summary>
public static class ScheduleEventCatalog
{
    /// <summary>All of them.</summary>
    public static EventCatalog Create() => new EventCatalog()
        .Add("schedule.timer-set.2", ScheduleJsonContext.Default.TimerSet)
        .Upcast("schedule.timer-set.1", Unchanged)
        .Add("schedule.timer-cancelled.1", ScheduleJsonContext.Default.TimerCancelled)
        .Add("schedule.timer-fired.1", ScheduleJsonContext.Default.TimerFired)
        .Add("schedule.notification-cleared.1", ScheduleJsonContext.Default.NotificationCleared)
        .Add("schedule.snapshot.2", ScheduleJsonContext.Default.ScheduleSnapshot)
        .Upcast("schedule.snapshot.1", Unchanged);

    // The newer form has more members, all of which may be left out.
    private static JsonObject Unchanged(JsonObject old) => old;
}
