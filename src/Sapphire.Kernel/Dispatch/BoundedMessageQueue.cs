using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Dispatch;

/// <summary>
/// A bounded queue. The kernel's own messages (such as Terminated, PoisonPill and ticks of timers) neither count nor are dropped:
/// losing one would break a promise of the kernel, and there are few of them.
/// </summary>
internal sealed class BoundedMessageQueue(int capacity, MailboxOverflow overflow) : MessageQueue
{
    private readonly LinkedList<Envelope> _items = new();
    private readonly Lock _lock = new();
    private int _ordinary;

    public override bool HasMessages
    {
        get
        {
            lock (_lock) return _items.Count > 0;
        }
    }

    public override int Count
    {
        get
        {
            lock (_lock) return _items.Count;
        }
    }

    public override int FailingCapacity => overflow == MailboxOverflow.Fail ? capacity : 0;

    public override bool Enqueue(in Envelope envelope, out Envelope dropped)
    {
        dropped = default;
        bool exempt = envelope.Message is IAutoReceivedMessage;
        lock (_lock)
        {
            if (exempt || _ordinary < capacity)
            {
                _items.AddLast(envelope);
                if (!exempt) _ordinary++;
                return false;
            }

            if (overflow != MailboxOverflow.DropOldest)
            {
                dropped = envelope;
                return true;
            }

            LinkedListNode<Envelope>? node = _items.First;
            while (node!.Value.Message is IAutoReceivedMessage) node = node.Next;
            dropped = node.Value;
            _items.Remove(node);
            node.Value = envelope;
            _items.AddLast(node);
            return true;
        }
    }

    public override bool TryDequeue(out Envelope envelope)
    {
        lock (_lock)
        {
            if (_items.First is not { } first)
            {
                envelope = default;
                return false;
            }

            envelope = first.Value;
            _items.RemoveFirst();
            if (envelope.Message is not IAutoReceivedMessage) _ordinary--;
            return true;
        }
    }
}
