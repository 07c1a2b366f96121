using Microsoft.Extensions.Logging;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Dispatch;

namespace Sapphire.Kernel.Event;

/// <summary>Where messages without a receiver go: published on the event stream, and logged with the types only, since content may be private.</summary>
internal sealed partial class DeadLetterActorRef(ActorSystem system, ActorPath path, ILogger logger) : InternalActorRef
{
    private const long NotSuspended = long.MinValue;
    private readonly int _logLimit = system.Settings.LogDeadLetters;
    private int _logged;
    private long _suspendedAt = NotSuspended;

    public override ActorPath Path { get; } = path;

    public override ActorSystem System => system;

    public override bool IsTerminated => true;

    public override void Tell(object message, IActorRef? sender)
    {
        if (message is null) throw new InvalidMessageException("A message must not be null.");
        switch (message)
        {
            case AllDeadLetters letter:
                Publish(letter);
                break;
            case Identify identify:
                sender?.Tell(new ActorIdentity(identify.MessageId, null), this);
                break;
            default:
                PublishDeadLetter(message, sender, this);
                break;
        }
    }

    public void PublishDeadLetter(object message, IActorRef? sender, IActorRef recipient)
    {
        if (message is Identify identify) sender?.Tell(new ActorIdentity(identify.MessageId, null), this);
        else Publish(message is IDeadLetterSuppression ? new SuppressedDeadLetter(message, sender ?? this, recipient) : new DeadLetter(message, sender ?? this, recipient));
    }

    public void Publish(AllDeadLetters letter)
    {
        // Whoever listens to dead letters and is gone himself must not start an endless chain.
        if (letter.Message is AllDeadLetters) return;
        if (letter is DeadLetter or Dropped && _logLimit > 0) Log(letter);
        system.EventStream.Publish(letter);
    }

    private void Log(AllDeadLetters letter)
    {
        if (!system.Settings.LogDeadLettersDuringShutdown && system.IsTerminating) return;
        if (Volatile.Read(ref _logged) >= _logLimit && !Resume()) return;
        int n = Interlocked.Increment(ref _logged);
        if (n <= _logLimit) LogLetter(logger, letter.Message.GetType(), letter.Sender?.Path.ToString() ?? "nobody", letter.Recipient.Path.ToString(), n);
        if (n != _logLimit) return;
        Volatile.Write(ref _suspendedAt, system.TimeProvider.GetTimestamp());
        LogLast(logger, _logLimit);
    }

    /// <summary>Counts anew when the suspension is over.</summary>
    private bool Resume()
    {
        TimeSpan suspension = system.Settings.LogDeadLettersSuspendDuration;
        long since = Volatile.Read(ref _suspendedAt);
        if (suspension == Timeout.InfiniteTimeSpan || since == NotSuspended || system.TimeProvider.GetElapsedTime(since) < suspension) return false;
        if (Interlocked.CompareExchange(ref _suspendedAt, NotSuspended, since) == since) Volatile.Write(ref _logged, 0);
        return true;
    }

    public override void SendSystemMessage(SystemMessage message)
    {
        if (message is Watch w) w.Watcher.SendSystemMessage(new DeathWatchNotification(this, existenceConfirmed: false));
    }

    [LoggerMessage(1, LogLevel.Information, "Message [{Type}] from {Sender} to {Recipient} was not delivered ({Count} so far).")]
    private static partial void LogLetter(ILogger logger, Type type, string sender, string recipient, int count);

    [LoggerMessage(2, LogLevel.Information, "After {Limit} dead letters no more are logged; they are still published on the event stream.")]
    private static partial void LogLast(ILogger logger, int limit);
}
