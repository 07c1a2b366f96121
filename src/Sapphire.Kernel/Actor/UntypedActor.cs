namespace Sapphire.Kernel.Actor;

/// <summary>An actor that switches on the message itself. Call <c>Unhandled(message)</c> for what it does not know.</summary>
public abstract class UntypedActor : ActorBase
{
    /// <summary>The actor's place in the tree; only inside its own handlers and hooks.</summary>
    /// <exception cref="NotSupportedException">No actor runs on this thread.</exception>
    protected static new IUntypedActorContext Context => (IUntypedActorContext)ActorBase.Context;

    /// <inheritdoc />
    protected override bool Receive(object message)
    {
        OnReceive(message);
        return true;
    }

    /// <summary>Handles a message.</summary>
    protected abstract void OnReceive(object message);

    /// <summary>Replaces the behaviour.</summary>
    protected static void Become(UntypedReceive receive) => Context.Become(receive);

    /// <summary>Puts a behaviour over the present one.</summary>
    protected static void BecomeStacked(UntypedReceive receive) => Context.BecomeStacked(receive);
}
