using Sapphire.Actors.Ids;
using Sapphire.Actors.Schedule;
using Sapphire.Persistence.TestKit;

namespace Sapphire.Actors.Tests.Schedule;

public sealed class ScheduleGoldenTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
    private static readonly TimerId Tea = new(Guid.Parse("01900000-0000-7000-8000-000000000005"));
    private static readonly ChatId Chat = new(Guid.Parse("01900000-0000-7000-8000-000000000006"));

    [Fact]
    public void Every_event_ever_written_can_be_read() => GoldenFiles.Verify(
        ScheduleEventCatalog.Create(),
        GoldenFiles.FolderBeside("golden"),
        [
            new TimerSet(Tea, "tea", 300, At.AddMinutes(5), Chat, At),
            new TimerCancelled(Tea, At),
            new TimerFired(Tea, At),
            new NotificationCleared(Tea, At),
            new ScheduleSnapshot([new(Tea, "tea", 300, At.AddMinutes(5), Chat)], [new(Tea, "Timer done: tea", "late", At, Chat)]),
        ]);
}
