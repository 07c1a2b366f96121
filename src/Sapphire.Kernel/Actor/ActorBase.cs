using System.Collections.Concurrent;
using System.Reflection;

namespace Sapphire.Kernel.Actor;

/// <summary>The base of all actors. One message at a time; made and run only by the kernel.</summary>
public abstract class ActorBase
{
    private static readonly ConcurrentDictionary<Type, bool> Looking = new();
    private readonly ActorCell _cell;
    private SupervisorStrategy? _supervisorStrategy;

    /// <summary>Called by the kernel.</summary>
    /// <exception cref="ActorInitializationException">It was called with <c>new</c>.</exception>
    protected ActorBase() => _cell = ActorCell.ForConstruction(this);

    /// <summary>The actor itself.</summary>
    protected IActorRef Self => _cell.Self;

    /// <summary>Who sent the message being handled; the dead letters where nobody did.</summary>
    protected IActorRef Sender => ReferenceEquals(ActorCell.Current, _cell) ? _cell.Sender : Context.Sender;

    /// <summary>The actor's place in the tree; only inside its own handlers and hooks.</summary>
    /// <exception cref="NotSupportedException">No actor runs on this thread, as in a callback or after <c>ConfigureAwait(false)</c>.</exception>
    protected static IActorContext Context => ActorCell.Current
        ?? throw new NotSupportedException(
            "There is no active actor context. Use Context, Sender and Become only in a handler: keep Sender in a local variable before a callback, and use no ConfigureAwait(false).");

    /// <summary>A behaviour that knows no message.</summary>
    protected static Receive EmptyReceive { get; } = static _ => false;

    /// <summary>Handles a message; false when it is unknown.</summary>
    protected abstract bool Receive(object message);

    /// <summary>Runs the present behaviour; a point for base classes to look at each message first.</summary>
    protected internal virtual bool AroundReceive(Receive receive, object message)
    {
        ArgumentNullException.ThrowIfNull(receive);
        bool handled = receive(message);
        if (!handled) Unhandled(message);
        return handled;
    }

    /// <summary>Calls <see cref="PreStart"/>.</summary>
    public virtual void AroundPreStart() => PreStart();

    /// <summary>Calls <see cref="PreRestart"/>.</summary>
    public virtual void AroundPreRestart(Exception cause, object? message) => PreRestart(cause, message);

    /// <summary>Calls <see cref="PostRestart"/>.</summary>
    public virtual void AroundPostRestart(Exception cause, object? message) => PostRestart(cause);

    /// <summary>Calls <see cref="PostStop"/>.</summary>
    public virtual void AroundPostStop() => PostStop();

    /// <summary>What an unknown message does: publishes <see cref="Event.UnhandledMessage"/>; an unhandled <see cref="Terminated"/> fails the actor.</summary>
    protected virtual void Unhandled(object message)
    {
        if (message is Terminated terminated) throw new DeathPactException(terminated.ActorRef);
        _cell.PublishUnhandled(message);
    }

    /// <summary>Before the first message of the actor's life (and, by default, after each restart).</summary>
    protected virtual void PreStart()
    {
    }

    /// <summary>On the old instance before a restart. By default stops all children and calls <see cref="PostStop"/>.</summary>
    protected virtual void PreRestart(Exception reason, object? message)
    {
        foreach (IActorRef child in Context.GetChildren())
        {
            Context.Unwatch(child);
            Context.Stop(child);
        }

        PostStop();
    }

    /// <summary>On the new instance after a restart. By default calls <see cref="PreStart"/>.</summary>
    protected virtual void PostRestart(Exception reason) => PreStart();

    /// <summary>After the last message.</summary>
    protected virtual void PostStop()
    {
    }

    /// <summary>How the children's failures are judged; asked for once.</summary>
    protected virtual SupervisorStrategy SupervisorStrategy() => Actor.SupervisorStrategy.DefaultStrategy;

    /// <summary>Replaces the behaviour.</summary>
    protected static void Become(Receive receive) => Context.Become(receive);

    /// <summary>Puts a behaviour over the present one.</summary>
    protected static void BecomeStacked(Receive receive) => Context.BecomeStacked(receive);

    /// <summary>Goes back to the behaviour below.</summary>
    protected static void UnbecomeStacked() => Context.UnbecomeStacked();

    /// <summary>Asks for <see cref="ReceiveTimeout"/> whenever no message comes for that long; null ends it.</summary>
    protected static void SetReceiveTimeout(TimeSpan? timeout) => Context.SetReceiveTimeout(timeout);

    /// <summary>Runs an asynchronous operation as part of the present handler: no further user message until it ends, its failure fails the actor.</summary>
    protected static void RunTask(Func<Task> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        ((ActorCell)Context).RunTask(static a => a(), action);
    }

    /// <summary>Whether a class on the way overrides <see cref="AroundReceive"/>.</summary>
    internal bool LooksAtEachMessage => Looking.GetOrAdd(GetType(), static type =>
        type.GetMethod(nameof(AroundReceive), BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, [typeof(Receive), typeof(object)])!.DeclaringType != typeof(ActorBase));

    internal bool ReceiveInternal(object message) => Receive(message);

    /// <summary>What <see cref="AroundReceive"/> does with the first behaviour, where nobody overrides it: most actors never need a delegate.</summary>
    internal void ReceiveByDefault(object message)
    {
        if (!Receive(message)) Unhandled(message);
    }

    internal virtual void OnConstructed()
    {
    }

    internal SupervisorStrategy SupervisorStrategyInternal => _supervisorStrategy ??= _cell.Props.SupervisorStrategy ?? SupervisorStrategy();
}
