using Sapphire.Cluster.Links;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.InProcess;

#pragma warning disable MA0048 // A queue and what is in it.

/// <summary>A message in a queue.</summary>
internal sealed class BrokerEntry(long order, string key, WireMessage message, bool durable)
{
    /// <summary>Its place among all messages: what is given back returns there.</summary>
    public long Order => order;

    public string Key => key;

    public WireMessage Message => message;

    public bool Durable => durable;

    public int Deliveries { get; set; }

    public (string Queue, string Reason, DateTimeOffset? At)? Death { get; init; }
}

/// <summary>What becomes of a delivery.</summary>
internal enum BrokerAnswer
{
    /// <summary>It is done with.</summary>
    Done,

    /// <summary>It goes back to its place.</summary>
    Back,

    /// <summary>It goes to the dead letters.</summary>
    Dead,
}

/// <summary>A queue.</summary>
internal sealed class BrokerQueue(QueueSpec spec, InProcessSession? owner)
{
    public QueueSpec Spec => spec;

    /// <summary>The connection that it ends with.</summary>
    public InProcessSession? Owner => owner;

    public LinkedList<BrokerEntry> Ready { get; } = [];

    /// <summary>Who consumes it, in the order in which they came. Of a shard only the first gets anything.</summary>
    public List<InProcessChannel> Consumers { get; } = [];

    /// <summary>Puts an entry back at its place.</summary>
    public void PutBack(BrokerEntry entry)
    {
        LinkedListNode<BrokerEntry>? before = Ready.First;
        while (before is not null && before.Value.Order < entry.Order) before = before.Next;
        if (before is null) Ready.AddLast(entry);
        else Ready.AddBefore(before, entry);
    }

    /// <summary>Who gets the next one; null where nobody has room.</summary>
    public InProcessChannel? Next()
    {
        if (spec.Kind == QueueKind.Shard) return Consumers.Count > 0 && HasRoom(Consumers[0]) ? Consumers[0] : null;
        InProcessChannel? next = Consumers.Find(HasRoom);
        if (next is not null && Consumers.Count > 1)
        {
            // In turn.
            Consumers.Remove(next);
            Consumers.Add(next);
        }

        return next;
    }

    private static bool HasRoom(InProcessChannel channel) => channel.Unanswered.Count < channel.Prefetch;
}
