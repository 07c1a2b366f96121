using Sapphire.Actors.Ids;
using Sapphire.Actors.Schedule;
using Sapphire.Persistence.TestKit;

namespace Sapphire.Actors.Tests.Schedule;

public sealed class ScheduleGoldenTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
    private static readonly TimerId Tea = new(Guid.Parse("01900000-0000-7000-8000-000000000005"));
    private static readonly ChatId Chat = new(Guid.Parse("01900000-0000-7000-8000-000000000006"));

    private static readonly RoomId Room = new(Guid.Parse("01900000-0000-7000-8000-000000000007"));
    private static readonly TimerSet Set = new(Tea, "tea", 300, At.AddMinutes(5), Chat, At, Room);

    [Fact]
    public void Every_event_ever_written_can_be_read() => GoldenFiles.Verify(
        ScheduleEventCatalog.Create(),
        GoldenFiles.FolderBeside("golden"),
        [
            Set,
            new TimerCancelled(Tea, At),
            new TimerFired(Tea, At),
            new NotificationCleared(Tea, At),
            new ScheduleSnapshot([new(Tea, "tea", 300, At.AddMinutes(5), Chat, Room)], [new(Tea, "Timer done: tea", "late", At, Chat, Room)]),
        ],
        new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["schedule.timer-set.1"] = Set with { RoomId = null },
            ["schedule.snapshot.1"] = new ScheduleSnapshot([new(Tea, "tea", 300, At.AddMinutes(5), Chat)], [new(Tea, "Timer done: tea", "late", At, Chat)]),
        });
}
