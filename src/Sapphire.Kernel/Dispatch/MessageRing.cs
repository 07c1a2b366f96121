using System.Diagnostics;
using System.Runtime.InteropServices;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Dispatch;

/// <summary>
/// A bounded queue of many producers and one consumer in which each slot carries a sequence number (Vyukov's). Once frozen it takes
/// nothing more, until it begins another life in some queue.
/// <code>
/// tail word:  [ life (31 bits) | frozen | position of the next message (32 bits) ]
/// </code>
/// A word never comes twice, so that a producer that looked in one life cannot claim a slot in the next.
/// </summary>
internal sealed class MessageRing
{
    private const long Frozen = 1L << 32;
    private const int LifeShift = 33;
    private readonly Slot[] _slots;
    private readonly int _mask;
    private Counters _counters;

    public MessageRing(int size)
    {
        _slots = new Slot[size];
        _mask = size - 1;
        for (int i = 0; i < size; i++) _slots[i].Sequence = i;
    }

    public enum Outcome
    {
        /// <summary>The message is in.</summary>
        Done,

        /// <summary>Another producer was quicker, or the word is old: look again.</summary>
        Retry,

        /// <summary>No slot is free, or the ring is frozen.</summary>
        Full,
    }

    /// <summary>The ring that follows this frozen one.</summary>
    public volatile MessageRing? Next;

    public int Size => _slots.Length;

    public long TailWord => Volatile.Read(ref _counters.Tail);

    public int Count => Math.Clamp((int)TailWord - Volatile.Read(ref _counters.Head), 0, Size);

    /// <summary>Whether the next message is there; consumer only.</summary>
    public bool IsReady
    {
        get
        {
            int head = Volatile.Read(ref _counters.Head);
            return Volatile.Read(ref _slots[head & _mask].Sequence) - (head + 1) == 0;
        }
    }

    /// <summary>Frozen, and all that was claimed has been taken.</summary>
    public bool IsDrained
    {
        get
        {
            long word = TailWord;
            return (word & Frozen) != 0 && (int)word == Volatile.Read(ref _counters.Head);
        }
    }

    /// <param name="word">The <see cref="TailWord"/>, read before the look whether this ring is the right one.</param>
    /// <param name="envelope">The message.</param>
    public Outcome TryEnqueue(long word, in Envelope envelope)
    {
        if ((word & Frozen) != 0) return Outcome.Full;
        int tail = (int)word;
        Slot[] slots = _slots;
        ref Slot slot = ref slots[tail & (slots.Length - 1)];
        int difference = Volatile.Read(ref slot.Sequence) - tail;
        if (difference < 0) return Outcome.Full;
        if (difference > 0 || Interlocked.CompareExchange(ref _counters.Tail, Following(word), word) != word) return Outcome.Retry;
        slot.Item = envelope;
        Volatile.Write(ref slot.Sequence, tail + 1);
        return Outcome.Done;
    }

    public bool TryDequeue(out Envelope envelope)
    {
        int head = _counters.Head;
        Slot[] slots = _slots;
        ref Slot slot = ref slots[head & (slots.Length - 1)];
        if (Volatile.Read(ref slot.Sequence) - (head + 1) != 0)
        {
            envelope = default;
            return false;
        }

        envelope = slot.Item;
        slot.Item = default;
        Volatile.Write(ref _counters.Head, head + 1);
        Volatile.Write(ref slot.Sequence, head + slots.Length);
        return true;
    }

    /// <summary>Takes no more messages.</summary>
    public void Freeze()
    {
        long before = Interlocked.Or(ref _counters.Tail, Frozen);
        Debug.Assert((before & Frozen) == 0, "A ring is frozen once in a life.");
    }

    /// <summary>A drained ring begins another life; nobody but the caller may know it.</summary>
    public void Revive() => Volatile.Write(ref _counters.Tail, (((TailWord >> LifeShift) + 1) << LifeShift) | (uint)TailWord);

    // The position wraps without touching the upper half.
    private static long Following(long word) => (word & ~(long)uint.MaxValue) | (uint)((int)word + 1);

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
        public long Tail;
    }
}
