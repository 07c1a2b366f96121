using Sapphire.Kernel.Dispatch;

namespace Sapphire.Kernel.Actor;

/// <summary>Asks an actor and awaits its answer.</summary>
public static class Futures
{
    /// <summary>Asks, with any answer.</summary>
    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout = null) => Ask<object>(self, message, timeout, CancellationToken.None);

    /// <summary>Asks, with any answer.</summary>
    public static Task<object> Ask(this ICanTell self, object message, CancellationToken cancellationToken) => Ask<object>(self, message, null, cancellationToken);

    /// <summary>Asks, with any answer.</summary>
    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        Ask<object>(self, message, timeout, cancellationToken);

    /// <summary>Asks, with an answer of a type.</summary>
    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout = null) => Ask<T>(self, message, timeout, CancellationToken.None);

    /// <summary>Asks, with an answer of a type.</summary>
    public static Task<T> Ask<T>(this ICanTell self, object message, CancellationToken cancellationToken) => Ask<T>(self, message, null, cancellationToken);

    /// <summary>Asks, with an answer of a type.</summary>
    /// <param name="self">Whom.</param>
    /// <param name="message">What.</param>
    /// <param name="timeout">How long to wait, on the system's clock; null for ever.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="AskTimeoutException">No answer came in time, or before the end of the system.</exception>
    /// <exception cref="ArgumentException">The answer is of another type.</exception>
    /// <remarks>An answer <see cref="Status.Failure"/> fails the task with its cause.</remarks>
    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        FutureActorRef<T> future = Start<T>(self, timeout, cancellationToken);
        try
        {
            self.Tell(message, future);
        }
        catch
        {
            future.GiveUp();
            throw;
        }

        return future.Task;
    }

    /// <summary>Asks with a message that carries the reference to answer to.</summary>
    public static Task<T> Ask<T>(this ICanTell self, Func<IActorRef, object> messageFactory, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messageFactory);
        FutureActorRef<T> future = Start<T>(self, timeout, cancellationToken);
        try
        {
            self.Tell(messageFactory(future), future);
        }
        catch
        {
            future.GiveUp();
            throw;
        }

        return future.Task;
    }

    private static FutureActorRef<T> Start<T>(ICanTell self, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        ActorSystem system = self switch
        {
            InternalActorRef a when !a.IsNobody() => a.System,
            ActorSelection s => s.System,
            IWrappedActorRef w => InternalActorRef.Of(w).System,
            _ => throw new ArgumentException("Nobody cannot be asked: no answer could ever come.", nameof(self)),
        };
        var future = new FutureActorRef<T>(system);
        future.Arm(timeout ?? system.Settings.AskTimeout, cancellationToken);
        return future;
    }
}

/// <summary>The sender of an Ask: completes a task with the first message it gets.</summary>
internal sealed class FutureActorRef<T>(ActorSystem system) : InternalActorRef, IScheduled
{
    // Its own task source, so that an Ask is one object less.
    private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ActorPath? _path;
    private CancellationTokenRegistration _cancellation;
    private TimeSpan _timeout;
    private bool _timed;
    private bool _ended;

    public Task<T> Task => _result.Task;

    // Made only when somebody looks.
    public override ActorPath Path =>
        _path ?? Interlocked.CompareExchange(ref _path, new ChildActorPath(system.Root.Path / "temp", "$" + system.NextUid(), system.NextUid()), null) ?? _path!;

    public override ActorSystem System => system;

    int IScheduled.Place { get; set; } = IScheduled.Nowhere;

    long IScheduled.Interval => 0;

    public override bool IsTerminated => Volatile.Read(ref _ended);

    public override bool IsTemporary => true;

    public void Arm(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        if (timeout is { } t && t != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(t, TimeSpan.Zero, nameof(timeout));
            _timeout = t;
            _timed = true;
            system.SchedulerInternal.Push(this, t);
        }

        if (cancellationToken.CanBeCanceled)
        {
            _cancellation = cancellationToken.UnsafeRegister(
                static (s, ct) =>
                {
                    var future = (FutureActorRef<T>)s!;
                    if (!future.TryEnd()) return;
                    future.Unschedule();
                    future._result.TrySetCanceled(ct);
                },
                this);

            // It ran out while it was being registered.
            if (IsTerminated) _cancellation.Unregister();
        }
    }

    void IScheduled.Run()
    {
        if (!TryEnd()) return;
        _cancellation.Unregister();
        _result.TrySetException(new AskTimeoutException($"No answer came within {_timeout.TotalMilliseconds:0} ms."));
    }

    /// <summary>The question could not be sent: nobody waits for an answer.</summary>
    public void GiveUp()
    {
        if (!TryEnd()) return;
        Unschedule();
        _cancellation.Unregister();
    }

    void IScheduled.Abandon()
    {
        if (!TryEnd()) return;
        _cancellation.Unregister();
        _result.TrySetException(new AskTimeoutException($"{system} has ended; no answer can come."));
    }

    public override void Tell(object message, IActorRef? sender)
    {
        if (message is null) throw new InvalidMessageException("A message must not be null.");
        if (system.VerifySerialization is { } verify && message is not INoSerializationVerificationNeeded) message = verify(message);
        if (!TryEnd())
        {
            if (!_result.Task.IsCanceled) system.DeadLetterMailbox.PublishDeadLetter(message, sender, this);
            return;
        }

        // First the timer, then the answer: who asks again at once would meet us at the scheduler's lock.
        Unschedule();
        _cancellation.Unregister();
        switch (message)
        {
            case T answer:
                _result.TrySetResult(answer);
                break;
            case Status.Failure failure:
                _result.TrySetException(failure.Cause);
                break;
            default:
                _result.TrySetException(new ArgumentException($"Received a message of type [{message.GetType()}]; the Ask expected one of type [{typeof(T)}]."));
                break;
        }
    }

    public override void SendSystemMessage(SystemMessage message)
    {
        switch (message)
        {
            case DeathWatchNotification notification:
                Tell(new Terminated(notification.Actor, notification.ExistenceConfirmed), notification.Actor);
                break;
            case Watch watch:
                watch.Watcher.SendSystemMessage(new DeathWatchNotification(this, existenceConfirmed: false));
                break;
        }
    }

    private void Unschedule()
    {
        if (_timed) system.SchedulerInternal.Remove(this);
    }

    /// <summary>Only the first of answer, timeout and cancellation counts.</summary>
    private bool TryEnd() => Interlocked.Exchange(ref _ended, true) is false;
}
