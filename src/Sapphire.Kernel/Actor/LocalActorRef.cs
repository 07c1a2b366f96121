using Sapphire.Kernel.Dispatch;

namespace Sapphire.Kernel.Actor;

/// <summary>The reference of an actor of this process.</summary>
internal class LocalActorRef(ActorPath path) : InternalActorRef
{
    public override ActorPath Path { get; } = path;

    public ActorCell Cell { get; set; } = null!;

    public override ActorSystem System => Cell.System;

    public override bool IsTerminated => Cell.Mailbox.IsClosed;

    public override void Tell(object message, IActorRef? sender)
    {
        if (message is null) throw new InvalidMessageException("A message must not be null.");
        ActorCell cell = Cell;
        if (cell.System.VerifySerialization is { } verify && message is not INoSerializationVerificationNeeded) message = verify(message);
        cell.Mailbox.Post(message, sender);
    }

    public override void SendSystemMessage(SystemMessage message) => Cell.Mailbox.PostSystem(message);

    public override void Stop() => SendSystemMessage(new Terminate());
}
