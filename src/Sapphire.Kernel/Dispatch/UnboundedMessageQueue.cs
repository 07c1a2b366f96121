using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Dispatch;

/// <summary>
/// A queue of rings. A full ring is frozen and a larger one linked behind it; a drained one is dropped, or goes back to the
/// <see cref="RingPool"/>. The first ring is small, so that an idle actor is; a ring that is large enough is reused for ever, so
/// that neither a steady flow nor a backlog that comes and goes allocates anything.
/// </summary>
internal sealed class UnboundedMessageQueue : MessageQueue
{
    private const int FirstSize = 4;
    private const int GrowthFactor = 8;
    private volatile MessageRing _tail;
    private MessageRing _head;

    public UnboundedMessageQueue() => _tail = _head = new MessageRing(FirstSize);

    // Right while no other consumer runs. One that runs may have given a ring back under our feet: then the answer does not matter,
    // since it looks itself before it rests.
    public override bool HasMessages
    {
        get
        {
            for (MessageRing ring = Volatile.Read(ref _head); ;)
            {
                if (ring.IsReady) return true;
                if (!ring.IsDrained || ring.Next is not { } next) return false;
                ring = next;
            }
        }
    }

    public override int Count
    {
        get
        {
            int n = 0;
            for (MessageRing? ring = Volatile.Read(ref _head); ring is not null; ring = ring.Next) n += ring.Count;
            return n;
        }
    }

    /// <summary>Where producers add; for tests that stop one of them half-way.</summary>
    internal MessageRing Tail => _tail;

    public override bool Enqueue(in Envelope envelope, out Envelope dropped)
    {
        dropped = default;
        while (true)
        {
            MessageRing tail = _tail;
            MessageRing.Outcome outcome = TryEnqueue(tail, envelope);
            if (outcome == MessageRing.Outcome.Done) return false;
            if (outcome == MessageRing.Outcome.Full) Grow(tail);
        }
    }

    internal MessageRing.Outcome TryEnqueue(MessageRing tail, in Envelope envelope)
    {
        long word = tail.TailWord;

        // A ring that was given back may serve another queue by now. Its word differs in each of its lives: if ours is still in place
        // when the slot is claimed, then it was the ring of this queue all the time, as it is here.
        return ReferenceEquals(_tail, tail) ? tail.TryEnqueue(word, envelope) : MessageRing.Outcome.Retry;
    }

    public override bool TryDequeue(out Envelope envelope)
    {
        while (true)
        {
            MessageRing head = _head;
            if (head.TryDequeue(out envelope)) return true;

            // Not drained: empty, or a producer has claimed a slot and will schedule the mailbox when it has filled it.
            if (!head.IsDrained || head.Next is not { } next) return false;
            Volatile.Write(ref _head, next);
            RingPool.Return(head);
        }
    }

    public override void Release()
    {
        MessageRing tail = _tail;
        if (tail.Size == RingPool.LargestSize) Replace(tail, FirstSize);

        // A straggler leaves the ring where it is; then the collector takes it.
        lock (this)
        {
            MessageRing head = _head;
            if (!head.IsDrained || head.Next is not { } next) return;
            _head = next;
            RingPool.Return(head);
        }
    }

    private void Grow(MessageRing full) => Replace(full, full.Size * GrowthFactor);

    private void Replace(MessageRing tail, int size)
    {
        lock (this)
        {
            if (!ReferenceEquals(_tail, tail)) return;
            tail.Freeze();
            MessageRing next = RingPool.Rent(size);
            tail.Next = next;
            _tail = next;
        }
    }
}
