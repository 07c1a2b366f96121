#pragma warning disable MA0048 // A family of small messages.
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Dispatch;

/// <summary>A message of the kernel to itself; an intrusive list, so that queueing one allocates nothing more.</summary>
internal abstract class SystemMessage
{
    public SystemMessage? Next;

    public abstract void Invoke(ActorCell cell);

    /// <summary>What happens when the receiver has ended already.</summary>
    public virtual void OnDead(ActorCell cell)
    {
    }
}

internal sealed class Create : SystemMessage
{
    public override void Invoke(ActorCell cell) => cell.HandleCreate();
}

internal sealed class Recreate(Exception cause) : SystemMessage
{
    public override void Invoke(ActorCell cell) => cell.FaultRecreate(cause);
}

internal sealed class Suspend : SystemMessage
{
    public override void Invoke(ActorCell cell) => cell.FaultSuspend();
}

internal sealed class Resume(Exception? causedByFailure) : SystemMessage
{
    public override void Invoke(ActorCell cell) => cell.FaultResume(causedByFailure);
}

internal sealed class Terminate : SystemMessage
{
    public override void Invoke(ActorCell cell) => cell.Terminate();
}

internal sealed class Watch(InternalActorRef watchee, InternalActorRef watcher) : SystemMessage
{
    public InternalActorRef Watcher => watcher;

    public override void Invoke(ActorCell cell) => cell.AddWatcher(watcher);

    public override void OnDead(ActorCell cell) => watcher.SendSystemMessage(new DeathWatchNotification(watchee, existenceConfirmed: false));
}

internal sealed class Unwatch(InternalActorRef watcher) : SystemMessage
{
    public InternalActorRef Watcher => watcher;

    public override void Invoke(ActorCell cell) => cell.RemoveWatcher(watcher);
}

internal sealed class Failed(InternalActorRef child, Exception cause) : SystemMessage
{
    public InternalActorRef Child => child;

    public Exception Cause => cause;

    public override void Invoke(ActorCell cell) => cell.HandleFailed(this);
}

internal sealed class DeathWatchNotification(InternalActorRef actor, bool existenceConfirmed, bool addressTerminated = false) : SystemMessage
{
    public InternalActorRef Actor => actor;

    public bool ExistenceConfirmed => existenceConfirmed;

    public override void Invoke(ActorCell cell) => cell.WatchedActorTerminated(actor, existenceConfirmed, addressTerminated);
}

/// <summary>A bounded mailbox that fails its owner ran full.</summary>
internal sealed class MailboxOverflowed(int capacity) : SystemMessage
{
    public override void Invoke(ActorCell cell)
    {
        cell.Mailbox.OverflowSeen();
        throw new MailboxOverflowException($"The mailbox of {cell.Self.Path} is full ({capacity} messages). Slow the senders down, or give it a larger bound.");
    }
}

/// <summary>A continuation after an await in a handler.</summary>
internal sealed class Continuation(ActorSynchronizationContext context, SendOrPostCallback callback, object? state) : SystemMessage
{
    public override void Invoke(ActorCell cell) => cell.HandleContinuation(context, callback, state);

    public override void OnDead(ActorCell cell) => context.RunDetached(callback, state);
}

/// <summary>The task of an asynchronous handler is complete.</summary>
internal sealed class HandlerCompleted(ActorSynchronizationContext context, Task task) : SystemMessage
{
    public override void Invoke(ActorCell cell) => cell.HandleCompleted(context, task);

    public override void OnDead(ActorCell cell) => cell.LogOrphan(task);
}
