using System.Diagnostics;
using System.Runtime.InteropServices;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Dispatch;

/// <summary>
/// A queue of rings: each slot carries a sequence number (Vyukov's bounded queue), a full ring is frozen and a larger
/// one linked behind it. The first ring is small, so that an idle actor is; a ring that is large enough is reused for ever,
/// so that a steady flow allocates nothing.
/// </summary>
internal sealed class UnboundedMessageQueue : MessageQueue
{
    private const int FirstSize = 4;
    private const int LargestSize = 1024;
    private volatile Ring _tail;
    private Ring _head;

    public UnboundedMessageQueue() => _tail = _head = new Ring(FirstSize);

    public override bool HasMessages
    {
        get
        {
            for (Ring ring = Volatile.Read(ref _head); ;)
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
            for (Ring? ring = Volatile.Read(ref _head); ring is not null; ring = ring.Next) n += ring.Count;
            return n;
        }
    }

    public override bool Enqueue(in Envelope envelope, out Envelope dropped)
    {
        dropped = default;
        while (true)
        {
            Ring tail = _tail;
            if (tail.TryEnqueue(envelope)) return false;
            Grow(tail);
        }
    }

    private void Grow(Ring full)
    {
        lock (this)
        {
            if (!ReferenceEquals(_tail, full)) return;
            full.Freeze();
            var next = new Ring(Math.Min(full.Size * 4, LargestSize));
            full.Next = next;
            _tail = next;
        }
    }

    public override bool TryDequeue(out Envelope envelope)
    {
        while (true)
        {
            Ring head = _head;
            if (head.TryDequeue(out envelope)) return true;
            // Not drained: empty, or a producer has claimed a slot and will schedule the mailbox when it has filled it.
            if (!head.IsDrained || head.Next is not { } next) return false;
            Volatile.Write(ref _head, next);
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Slot
    {
        public Envelope Item;
        public int Sequence;
    }

    /// <summary>The consumer's and the producers' counters lie on different cache lines.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 72)]
    private struct Counters
    {
        [FieldOffset(0)]
        public int Head;
        [FieldOffset(64)]
        public int Tail;
    }

    private sealed class Ring
    {
        private readonly Slot[] _slots;
        private readonly int _mask;
        private Counters _counters;
        private volatile bool _frozen;

        public Ring(int size)
        {
            _slots = new Slot[size];
            _mask = size - 1;
            for (int i = 0; i < size; i++) _slots[i].Sequence = i;
        }

        public volatile Ring? Next;

        public int Size => _slots.Length;

        // Freezing moves the tail by two sizes, beyond any sequence number, so that no producer succeeds any more.
        private int FreezeOffset => _slots.Length * 2;

        public int Count
        {
            get
            {
                int tail = Volatile.Read(ref _counters.Tail);
                if (_frozen) tail -= FreezeOffset;
                return Math.Clamp(tail - Volatile.Read(ref _counters.Head), 0, Size);
            }
        }

        public bool IsReady
        {
            get
            {
                int head = Volatile.Read(ref _counters.Head);
                return Volatile.Read(ref _slots[head & _mask].Sequence) - (head + 1) == 0;
            }
        }

        /// <summary>Frozen, and all that was claimed has been taken.</summary>
        public bool IsDrained => _frozen && Volatile.Read(ref _counters.Tail) - FreezeOffset == Volatile.Read(ref _counters.Head);

        public bool TryEnqueue(in Envelope envelope)
        {
            Slot[] slots = _slots;
            while (true)
            {
                int tail = Volatile.Read(ref _counters.Tail);
                ref Slot slot = ref slots[tail & _mask];
                int difference = Volatile.Read(ref slot.Sequence) - tail;
                if (difference == 0)
                {
                    if (Interlocked.CompareExchange(ref _counters.Tail, tail + 1, tail) != tail) continue;
                    slot.Item = envelope;
                    Volatile.Write(ref slot.Sequence, tail + 1);
                    return true;
                }

                if (difference < 0) return false;
            }
        }

        public bool TryDequeue(out Envelope envelope)
        {
            int head = _counters.Head;
            ref Slot slot = ref _slots[head & _mask];
            if (Volatile.Read(ref slot.Sequence) - (head + 1) != 0)
            {
                envelope = default;
                return false;
            }

            envelope = slot.Item;
            slot.Item = default;
            Volatile.Write(ref _counters.Head, head + 1);
            Volatile.Write(ref slot.Sequence, head + _slots.Length);
            return true;
        }

        public void Freeze()
        {
            Debug.Assert(!_frozen, "A ring is frozen once.");
            int tail = Volatile.Read(ref _counters.Tail);
            while (true)
            {
                int seen = Interlocked.CompareExchange(ref _counters.Tail, tail + FreezeOffset, tail);
                if (seen == tail) break;
                tail = seen;
            }

            _frozen = true;
        }
    }
}
