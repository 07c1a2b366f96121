namespace Sapphire.Kernel.Actor;

/// <summary>
/// A mailbox for code that is no actor: what is sent to its <see cref="Receiver"/> waits here until somebody takes it. Bounded: a message
/// that comes when it is full is dropped, published as <see cref="Event.Dropped"/>, and warned of once. Waiting times are on the system's clock.
/// <see cref="Receive()"/> and <see cref="ReceiveWhere(Predicate{object})"/> block their thread, as in Akka: never call them in an actor.
/// </summary>
public sealed class Inbox : IInboxable, IDisposable
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);
    private static int s_count;
    private readonly ActorSystem _system;
    private readonly TimeSpan _defaultTimeout;

    private Inbox(ActorSystem system, int size, TimeSpan defaultTimeout)
    {
        _system = system;
        _defaultTimeout = defaultTimeout;
        Receiver = system.SystemActorOf(Props.CreateBy(() => new InboxActor(size)), $"inbox-{Interlocked.Increment(ref s_count)}");
    }

    /// <inheritdoc />
    public IActorRef Receiver { get; }

    /// <summary>
    /// Creates an inbox with the size and default time of the settings (<c>akka.actor.inbox</c>: 1,000 messages, 5 s). Dispose of it: its actor
    /// lives below <c>/system</c>.
    /// </summary>
    public static Inbox Create(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return new Inbox(system, system.Settings.InboxSize, system.Settings.InboxTimeout);
    }

    /// <inheritdoc />
    public IActorRef Watch(IActorRef subject)
    {
        Receiver.Tell(new InboxActor.StartWatch(subject, null), ActorRefs.NoSender);
        return subject;
    }

    /// <summary>As <see cref="Watch"/>, with a message of one's own. An actor that is watched already keeps its first message, and the attempt is logged.</summary>
    public IActorRef WatchWith(IActorRef subject, object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        Receiver.Tell(new InboxActor.StartWatch(subject, message), ActorRefs.NoSender);
        return subject;
    }

    /// <inheritdoc />
    public IActorRef Unwatch(IActorRef subject)
    {
        Receiver.Tell(new InboxActor.StopWatch(subject), ActorRefs.NoSender);
        return subject;
    }

    /// <inheritdoc />
    public void Send(IActorRef target, object message)
    {
        ArgumentNullException.ThrowIfNull(target);
        target.Tell(message, Receiver);
    }

    /// <summary>The next message; blocks for at most the default time.</summary>
    /// <exception cref="TimeoutException">None came in time.</exception>
    public object Receive() => Receive(_defaultTimeout);

    /// <summary>The next message; blocks.</summary>
    /// <exception cref="TimeoutException">None came in time.</exception>
    public object Receive(TimeSpan timeout) => Await(Query(null, timeout));

    /// <summary>The next message that satisfies a predicate, others staying where they are; blocks for at most the default time.</summary>
    /// <exception cref="TimeoutException">None came in time.</exception>
    public object ReceiveWhere(Predicate<object> predicate) => ReceiveWhere(predicate, _defaultTimeout);

    /// <summary>The next message that satisfies a predicate, others staying where they are; blocks.</summary>
    /// <exception cref="TimeoutException">None came in time.</exception>
    public object ReceiveWhere(Predicate<object> predicate, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return Await(Query(predicate, timeout));
    }

    /// <summary>The next message; a <see cref="Status.Failure"/> with a <see cref="TimeoutException"/> when none comes within the default time.</summary>
    public Task<object> ReceiveAsync() => ReceiveAsync(_defaultTimeout);

    /// <summary>The next message; a <see cref="Status.Failure"/> with a <see cref="TimeoutException"/> when none comes in time.</summary>
    public async Task<object> ReceiveAsync(TimeSpan timeout) =>
        await Query(null, timeout) is var message && message is InboxActor.QueryFailed failed ? new Status.Failure(failed.Cause) : message;

    /// <summary>Stops the receiver; what waits goes to the dead letters.</summary>
    public void Dispose() => _system.Stop(Receiver);

    // The receiver keeps the time; the somewhat longer one here is for a receiver that has ended.
    private async Task<object> Query(Predicate<object>? predicate, TimeSpan timeout)
    {
        try
        {
            TimeSpan longer = timeout < TimeSpan.Zero || timeout > TimeSpan.MaxValue - Slack ? timeout : timeout + Slack;
            return await Receiver.Ask<object>(new InboxActor.Query(predicate, timeout), longer).ConfigureAwait(false);
        }
        catch (AskTimeoutException ex)
        {
            return new InboxActor.QueryFailed(new TimeoutException($"{Receiver.Path} has ended; no message came within {timeout}.", ex));
        }
    }

    private static object Await(Task<object> task)
    {
#pragma warning disable VSTHRD002 // Blocks its caller by contract.
        object message = task.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
        if (message is InboxActor.QueryFailed failed) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failed.Cause);
        return message;
    }
}
