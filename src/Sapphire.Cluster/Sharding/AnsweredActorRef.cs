using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Sharding;

/// <summary>
/// Stands for the sender of a delivery: the first answer acknowledges it, and all answers travel on to the sender.
/// <code>
/// open ──answer──► answered (further answers pass)      open ──entity ended──► closed (answers are dropped; the next life answers)
/// </code>
/// An answer and a redelivery exclude each other. Thread-safe.
/// </summary>
internal sealed class AnsweredActorRef(IActorRef target, IActorRef shard, PendingDelivery delivery, ShardTerm term) : IWrappedActorRef
{
    private const int Open = 0;
    private const int Done = 1;
    private const int Closed = 2;
    private int _state;

    public IActorRef Target => target;

    public ActorPath Path => target.Path;

    public bool IsAnswered => Volatile.Read(ref _state) == Done;

    public void Tell(object message, IActorRef? sender)
    {
        // The next owner answers, also where the effect is stored already: the message comes to it again.
        if (term.IsOver) return;
        int state = Interlocked.CompareExchange(ref _state, Done, Open);
        if (state == Closed) return;
        target.Tell(message, sender);
        if (state == Open) shard.Tell(new DeliveryAnswered(delivery), ActorRefs.NoSender);
    }

    /// <summary>No answer counts any more.</summary>
    /// <returns>False when it has been answered.</returns>
    public bool TryClose() => Interlocked.CompareExchange(ref _state, Closed, Open) != Done;

    public bool Equals(IActorRef? other) => target.Equals(other);

    public override bool Equals(object? obj) => Equals(obj as IActorRef);

    public override int GetHashCode() => target.GetHashCode();

    public int CompareTo(IActorRef? other) => target.CompareTo(other);

    public override string ToString() => target.ToString() ?? "";
}
