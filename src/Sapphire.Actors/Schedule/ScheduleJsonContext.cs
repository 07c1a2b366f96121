using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sapphire.Actors.Schedule;

/// <summary>JSON of the schedule's events and messages.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TimerSet))]
[JsonSerializable(typeof(TimerCancelled))]
[JsonSerializable(typeof(TimerFired))]
[JsonSerializable(typeof(NotificationCleared))]
[JsonSerializable(typeof(ScheduleSnapshot))]
[JsonSerializable(typeof(SetTimer))]
[JsonSerializable(typeof(CancelTimer))]
[JsonSerializable(typeof(DismissNotification))]
[JsonSerializable(typeof(GetSchedule))]
[JsonSerializable(typeof(ScheduleView))]
[JsonSerializable(typeof(TimerAnswer))]
public sealed partial class ScheduleJsonContext : JsonSerializerContext;
