using Sapphire.Cluster.Messaging;
using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Sharding;

/// <summary>A delivery that its entity has not answered. Belongs to its shard's actor.</summary>
internal sealed class PendingDelivery(IDelivery delivery, string entityId, object message, IActorRef? sender, bool awaitsAnswer, long receivedAt)
{
    public IDelivery Delivery => delivery;

    public string EntityId => entityId;

    public object Message => message;

    public IActorRef? Sender => sender;

    public bool AwaitsAnswer => awaitsAnswer;

    /// <summary>When it came, in ticks of the clock.</summary>
    public long ReceivedAt => receivedAt;

    /// <summary>What stands for the sender; null while the entity has not been told.</summary>
    public AnsweredActorRef? Answered { get; set; }

    public bool IsTold => Answered is not null;

    /// <summary>When the entity was told, in ticks of the clock.</summary>
    public long ToldAt { get; set; }

    /// <summary>How often the entity has failed on it.</summary>
    public int Attempts { get; set; }
}
