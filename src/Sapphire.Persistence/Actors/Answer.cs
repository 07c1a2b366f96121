using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Dispatch;

namespace Sapphire.Persistence;

/// <summary>
/// Something that the journal answered and the actor has yet to act on. It reaches the actor as a system message, since a full mailbox
/// must not drop it; that only queues it, and its handlers run as a user message, so never beside an asynchronous command.
/// </summary>
internal abstract class Answer(Eventsourced owner, IActorRef? sender) : SystemMessage
{
    /// <summary>Who is the sender while it is handled.</summary>
    public IActorRef? Sender => sender;

    /// <summary>Whether nothing of it is left to handle.</summary>
    public virtual bool IsDone => true;

    protected Eventsourced Owner => owner;

    /// <summary>Acts on it; runs as one message of the actor.</summary>
    public abstract void Handle(Eventsourced owner);

    /// <summary>Queues it; in the actor, before any other message.</summary>
    public virtual void Accept() => owner.Accept(this);

    /// <summary>Its incarnation has ended. Thread-safe.</summary>
    public virtual void Discard()
    {
    }

    /// <inheritdoc/>
    public override void Invoke(ActorCell cell)
    {
        if (ReferenceEquals(cell.Actor, owner) && !owner.IsEnding)
        {
            Accept();
        }
        else
        {
            Discard();
        }
    }

    /// <inheritdoc/>
    public override void OnDead(ActorCell cell) => Discard();
}
