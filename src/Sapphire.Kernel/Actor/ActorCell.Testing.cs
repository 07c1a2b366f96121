namespace Sapphire.Kernel.Actor;

/// <content>For the test kit.</content>
internal sealed partial class ActorCell
{
    /// <summary>Calls the behaviour past the mailbox; what it throws reaches the caller.</summary>
    public void InvokeDirectly(object message, IActorRef? sender)
    {
        (object? Message, IActorRef? Sender) outer = (_message, _sender);
        (_message, _sender) = (message, sender);
        try
        {
            _actor!.AroundReceive(_behavior ?? _actor.ReceiveInternal, message);
        }
        finally
        {
            (_message, _sender) = outer;
        }
    }
}
