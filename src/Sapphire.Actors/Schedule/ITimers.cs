using Sapphire.Actors.Home;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Schedule;

/// <summary>Timers that outlive the program. Each call answers after the change is stored.</summary>
public interface ITimers
{
    /// <summary>Sets a timer.</summary>
    /// <param name="duration">From now; more than zero, at most 366 days.</param>
    /// <param name="label">What it is for; null for none.</param>
    /// <param name="chatId">The chat that sets it.</param>
    /// <param name="roomId">The room in which it is to ring; null for none.</param>
    /// <param name="cancellationToken">Gives up waiting; the timer may have been set all the same.</param>
    Task<TimerView> SetAsync(TimeSpan duration, string? label, ChatId? chatId, RoomId? roomId, CancellationToken cancellationToken);

    /// <summary>The timers that run, the soonest first.</summary>
    Task<IReadOnlyList<TimerView>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Cancels a timer; null when it does not run (any more).</summary>
    Task<TimerView?> CancelAsync(TimerId id, CancellationToken cancellationToken);
}
