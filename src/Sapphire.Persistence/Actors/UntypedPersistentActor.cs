using Sapphire.Kernel.Actor;

namespace Sapphire.Persistence;

/// <summary>A persistent actor that switches on messages itself. Call <c>Unhandled(message)</c> for what it does not know.</summary>
public abstract class UntypedPersistentActor : Eventsourced
{
    /// <summary>The actor's place in the tree; only inside its own handlers and hooks.</summary>
    /// <exception cref="NotSupportedException">No actor runs on this thread.</exception>
    protected static new IUntypedActorContext Context => (IUntypedActorContext)ActorBase.Context;

    /// <summary>Handles a command.</summary>
    protected abstract void OnCommand(object message);

    /// <summary>Handles the snapshot, the events and <see cref="RecoveryCompleted"/>.</summary>
    protected abstract void OnRecover(object message);

    /// <inheritdoc/>
    protected sealed override bool ReceiveCommand(object message)
    {
        OnCommand(message);
        return true;
    }

    /// <inheritdoc/>
    protected sealed override bool ReceiveRecover(object message)
    {
        OnRecover(message);
        return true;
    }

    /// <summary>Replaces the handling of commands.</summary>
    protected static void Become(UntypedReceive receive) => Context.Become(receive);

    /// <summary>Puts a handling of commands over the present one.</summary>
    protected static void BecomeStacked(UntypedReceive receive) => Context.BecomeStacked(receive);
}
