using Sapphire.Actors.Home;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Schedule;

namespace Sapphire.Actors.Tests.Tools;

internal sealed class InMemoryTimers(TimeProvider time) : ITimers
{
    private readonly List<TimerView> _timers = [];

    public IReadOnlyList<TimerView> Running => [.. _timers];

    public Task<TimerView> SetAsync(TimeSpan duration, string? label, ChatId? chatId, RoomId? roomId, CancellationToken cancellationToken)
    {
        duration.ShouldBeGreaterThan(TimeSpan.Zero);
        duration.ShouldBeLessThanOrEqualTo(TimeSpan.FromDays(366));
        var timer = new TimerView(TimerId.New(time), label, duration.TotalSeconds, time.GetUtcNow() + duration, chatId, roomId);
        _timers.Add(timer);
        return Task.FromResult(timer);
    }

    public Task<IReadOnlyList<TimerView>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<TimerView>>([.. _timers.OrderBy(t => t.DueAt)]);

    public Task<TimerView?> CancelAsync(TimerId id, CancellationToken cancellationToken)
    {
        TimerView? timer = _timers.Find(t => t.Id == id);
        if (timer is not null)
        {
            _timers.Remove(timer);
        }

        return Task.FromResult(timer);
    }
}
