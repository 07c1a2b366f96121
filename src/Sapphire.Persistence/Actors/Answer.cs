using Sapphire.Kernel.Actor;

namespace Sapphire.Persistence;

/// <summary>Something that the journal answered and the actor has yet to act on.</summary>
internal abstract class Answer(IActorRef? sender)
{
    /// <summary>Who is the sender while it is handled.</summary>
    public IActorRef? Sender => sender;

    /// <summary>Whether nothing of it is left to handle.</summary>
    public abstract bool IsDone { get; }

    /// <summary>Acts on it; runs as one message of the actor.</summary>
    public abstract void Handle(Eventsourced owner);
}
