using System.Diagnostics.CodeAnalysis;

namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>A queue of bounded size that can also lose its youngest. Not thread-safe.</summary>
internal sealed class Ring<T>(int capacity)
{
    private T[] _slots = new T[Math.Min(capacity, 16)];
    private int _head;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>No more fits.</summary>
    public bool IsFull => Count == capacity;

    /// <summary>The oldest.</summary>
    public T First => _slots[_head];

    /// <summary>Adds where it is not full.</summary>
    public void Add(T element)
    {
        if (Count == _slots.Length) Grow();
        _slots[At(Count++)] = element;
    }

    /// <summary>Takes the oldest.</summary>
    public bool TryRemoveFirst([MaybeNullWhen(false)] out T element)
    {
        element = default;
        if (Count == 0) return false;
        element = _slots[_head];
        RemoveFirst();
        return true;
    }

    /// <summary>Drops the oldest.</summary>
    public void RemoveFirst()
    {
        _slots[_head] = default!;
        _head = At(1);
        Count--;
    }

    /// <summary>Drops the youngest.</summary>
    public void RemoveLast() => _slots[At(--Count)] = default!;

    /// <summary>Drops all.</summary>
    public void Clear()
    {
        Array.Clear(_slots);
        _head = 0;
        Count = 0;
    }

    private int At(int index)
    {
        int at = _head + index;
        return at < _slots.Length ? at : at - _slots.Length;
    }

    private void Grow()
    {
        T[] slots = new T[(int)Math.Min(capacity, _slots.Length * 2L)];
        for (int i = 0; i < Count; i++) slots[i] = _slots[At(i)];
        _slots = slots;
        _head = 0;
    }
}
