using Sapphire.Kernel.Actor;

namespace Sapphire.Persistence;

/// <summary>A queue of messages with two ends, in a ring: what waits costs no object of its own.</summary>
internal sealed class EnvelopeDeque
{
    private const int Smallest = 8;

    // An array that a rush made larger is not kept.
    private const int Kept = 1024;
    private Envelope[] _ring = [];
    private int _head;

    public int Count { get; private set; }

    public Envelope First => Count > 0 ? _ring[_head] : throw new InvalidOperationException("The queue is empty.");

    public void AddLast(in Envelope envelope)
    {
        Reserve();
        _ring[(_head + Count) & (_ring.Length - 1)] = envelope;
        Count++;
    }

    public void AddFirst(in Envelope envelope)
    {
        Reserve();
        _head = (_head - 1) & (_ring.Length - 1);
        _ring[_head] = envelope;
        Count++;
    }

    public Envelope RemoveFirst()
    {
        Envelope first = First;
        _ring[_head] = default;
        _head = (_head + 1) & (_ring.Length - 1);
        if (--Count == 0 && _ring.Length > Kept)
        {
            _ring = [];
            _head = 0;
        }

        return first;
    }

    public Envelope[] Clear()
    {
        Envelope[] all = new Envelope[Count];
        for (int i = 0; i < all.Length; i++)
        {
            all[i] = RemoveFirst();
        }

        return all;
    }

    private void Reserve()
    {
        if (Count < _ring.Length)
        {
            return;
        }

        Envelope[] larger = new Envelope[Math.Max(Smallest, _ring.Length * 2)];
        for (int i = 0; i < Count; i++)
        {
            larger[i] = _ring[(_head + i) & (_ring.Length - 1)];
        }

        (_ring, _head) = (larger, 0);
    }
}
