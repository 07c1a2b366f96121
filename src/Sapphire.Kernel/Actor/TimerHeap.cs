using System.Runtime.InteropServices;

namespace Sapphire.Kernel.Actor;

/// <summary>
/// A binary heap by time, then by order of arrival. The times lie in the array itself, so that finding a place touches nothing else.
/// Not thread-safe.
/// </summary>
internal sealed class TimerHeap
{
    private const int FirstCapacity = 16;

    /// <summary>A larger array is halved when three quarters of it are empty.</summary>
    private const int SmallCapacity = 1024;
    private Slot[] _slots = new Slot[FirstCapacity];
    private long _sequence;

    public int Count { get; private set; }

    /// <summary>When the earliest is due; only while there is one.</summary>
    public long FirstDue => _slots[0].Due;

    public void Insert(IScheduled item, long due)
    {
        if (Count == _slots.Length) Array.Resize(ref _slots, Count * 2);
        Up(Count++, new Slot { Item = item, Due = due, Sequence = _sequence++ });
    }

    public (IScheduled Item, long Due) RemoveFirst()
    {
        Slot first = _slots[0];
        RemoveAt(0);
        return (first.Item, first.Due);
    }

    /// <returns>False when it is not here.</returns>
    public bool Remove(IScheduled item)
    {
        if (item.Place == IScheduled.Nowhere) return false;
        RemoveAt(item.Place);
        return true;
    }

    private static bool Before(in Slot a, in Slot b) => a.Due < b.Due || (a.Due == b.Due && a.Sequence < b.Sequence);

    private void RemoveAt(int i)
    {
        _slots[i].Item.Place = IScheduled.Nowhere;
        Slot last = _slots[--Count];
        _slots[Count] = default;
        if (i < Count)
        {
            if (i > 0 && Before(last, _slots[(i - 1) / 2])) Up(i, last);
            else Down(i, last);
        }

        if (_slots.Length > SmallCapacity && Count < _slots.Length / 4) Array.Resize(ref _slots, _slots.Length / 2);
    }

    private void Up(int i, in Slot slot)
    {
        while (i > 0)
        {
            int parent = (i - 1) / 2;
            if (!Before(slot, _slots[parent])) break;
            Put(i, _slots[parent]);
            i = parent;
        }

        Put(i, slot);
    }

    private void Down(int i, in Slot slot)
    {
        while (true)
        {
            int child = (2 * i) + 1;
            if (child >= Count) break;
            if (child + 1 < Count && Before(_slots[child + 1], _slots[child])) child++;
            if (!Before(_slots[child], slot)) break;
            Put(i, _slots[child]);
            i = child;
        }

        Put(i, slot);
    }

    private void Put(int i, in Slot slot)
    {
        _slots[i] = slot;
        slot.Item.Place = i;
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Slot
    {
        public IScheduled Item;
        public long Due;
        public long Sequence;
    }
}
