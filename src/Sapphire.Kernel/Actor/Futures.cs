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
    /// <exception cref="AskTimeoutException">No answer came in time.</exception>
    /// <exception cref="ArgumentException">The answer is of another type.</exception>
    /// <remarks>An answer <see cref="Status.Failure"/> fails the task with its cause.</remarks>
    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        FutureActorRef<T> future = Start<T>(self, timeout, cancellationToken);
        self.Tell(message, future);
        return future.Task;
    }

    /// <summary>Asks with a message that carries the reference to answer to.</summary>
    public static Task<T> Ask<T>(this ICanTell self, Func<IActorRef, object> messageFactory, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messageFactory);
        FutureActorRef<T> future = Start<T>(self, timeout, cancellationToken);
        self.Tell(messageFactory(future), future);
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
internal sealed class FutureActorRef<T>(ActorSystem system) : InternalActorRef, IExpiring
{
    // Its own task source, so that an Ask is one object less.
    private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ActorPath? _path;
    private TimeProviderScheduler.Entry? _timer;
    private CancellationTokenRegistration _cancellation;
    private TimeSpan _timeout;

    public Task<T> Task => _result.Task;

    // Made only when somebody looks.
    public override ActorPath Path =>
        _path ?? Interlocked.CompareExchange(ref _path, new ChildActorPath(system.Root.Path / "temp", "$" + system.NextUid(), system.NextUid()), null) ?? _path!;

    public override ActorSystem System => system;

    public override bool IsTerminated => _result.Task.IsCompleted;

    public void Arm(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        if (timeout is { } t && t != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(t, TimeSpan.Zero, nameof(timeout));
            _timeout = t;
            _timer = new TimeProviderScheduler.Entry(system.SchedulerInternal, null, this, null, 0);
            system.SchedulerInternal.Push(_timer, t);
        }

        if (cancellationToken.CanBeCanceled)
        {
            _cancellation = cancellationToken.UnsafeRegister(
                static (s, ct) =>
                {
                    var future = (FutureActorRef<T>)s!;
                    if (future._result.TrySetCanceled(ct)) future._timer?.Cancel();
                },
                this);
        }
    }

    public void Expire()
    {
        if (_result.TrySetException(new AskTimeoutException($"No answer came within {_timeout.TotalMilliseconds:0} ms."))) _cancellation.Unregister();
    }

    public override void Tell(object message, IActorRef? sender)
    {
        if (system.VerifySerialization is { } verify && message is not (INoSerializationVerificationNeeded or null)) message = verify(message);
        bool first = message switch
        {
            T answer => _result.TrySetResult(answer),
            Status.Failure failure => _result.TrySetException(failure.Cause),
            null => throw new InvalidMessageException("A message must not be null."),
            _ => _result.TrySetException(new ArgumentException($"Received a message of type [{message.GetType()}]; the Ask expected one of type [{typeof(T)}].")),
        };
        if (first) Release();
        else if (!_result.Task.IsCanceled) system.DeadLetterMailbox.PublishDeadLetter(message, sender, this);
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

    private void Release()
    {
        _timer?.Cancel();
        _cancellation.Unregister();
    }
}
