using Sapphire.Actors.Home;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Tools;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Schedule;

/// <summary><see cref="ITimers"/> over the schedule actor.</summary>
/// <param name="schedule">The schedule.</param>
/// <param name="time">The clock.</param>
public sealed class ScheduleTimers(Func<IActorRef> schedule, TimeProvider time) : ITimers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    public async Task<TimerView> SetAsync(TimeSpan duration, string? label, ChatId? chatId, RoomId? roomId, CancellationToken cancellationToken)
    {
        SetTimer command = new(TimerId.New(time), duration, label, chatId, time.GetUtcNow(), roomId);
        TimerAnswer answer = await schedule().Ask<TimerAnswer>(command, Patience, cancellationToken);
        return answer.Timer ?? throw new ToolException(answer.Problem ?? "The timer was not set.");
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<TimerView>> ListAsync(CancellationToken cancellationToken) =>
        (await schedule().Ask<ScheduleView>(GetSchedule.Instance, Patience, cancellationToken)).Timers;

    /// <inheritdoc />
    public async Task<TimerView?> CancelAsync(TimerId id, CancellationToken cancellationToken)
    {
        TimerAnswer answer = await schedule().Ask<TimerAnswer>(new CancelTimer(id, time.GetUtcNow()), Patience, cancellationToken);
        return answer.Problem is null ? answer.Timer : throw new ToolException(answer.Problem);
    }
}
