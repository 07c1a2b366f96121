using System.Runtime.ExceptionServices;

namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>
/// A bounded queue from any number of writers to one reader. What arrives while the reader waits goes straight to it: it takes
/// no room and is never dropped. A lock guards all of it: a write or a read costs some 20 ns, and a wake-up comes only to a reader that waits.
/// </summary>
internal class HandoverQueue<T>(int capacity)
{
    private T[] _ring = [];
    private int _head;
    private T _direct = default!;
    private bool _hasDirect;
    private bool _readerWaits;

    /// <summary>Guards everything here, and what heirs add.</summary>
    protected Lock Gate { get; } = new();

    /// <summary>How many elements wait for the reader.</summary>
    protected int Count { get; private set; }

    /// <summary>Whether the reader is waiting for an element.</summary>
    protected bool ReaderWaits => _readerWaits;

    /// <summary>Whether no more is taken.</summary>
    protected bool HasEnded { get; private set; }

    /// <summary>Why it ended, when it failed.</summary>
    protected Exception? Failure { get; private set; }

    /// <summary>Its bound, in elements.</summary>
    protected int Capacity => capacity;

    /// <summary>Wakes the reader.</summary>
    public AsyncSignal Arrived { get; } = new();

    /// <summary>Gives an element.</summary>
    /// <param name="element">The element.</param>
    /// <param name="strategy">What leaves when there is no room.</param>
    /// <param name="displaced">The oldest element, where <see cref="OverflowStrategy.DropHead"/> has dropped it.</param>
    public HandoverResult Put(T element, OverflowStrategy strategy, out T displaced)
    {
        bool wake;
        HandoverResult result;
        lock (Gate) result = PutLocked(element, strategy, out displaced, out wake);
        if (wake) Arrived.Set();
        return result;
    }

    /// <summary>Takes an element that is there. Only the reader.</summary>
    /// <returns>True for an element, false at the end, null when there is none yet.</returns>
    public bool? TryTake(out T element)
    {
        lock (Gate) return TakeLocked(out element);
    }

    /// <summary>As <see cref="TryTake"/>, but the next element goes straight to the reader, who has armed <see cref="Arrived"/>. Only the reader.</summary>
    public bool? TakeOrWait(out T element)
    {
        lock (Gate)
        {
            bool? taken = TakeLocked(out element);
            _readerWaits = taken is null;
            return taken;
        }
    }

    /// <summary>Takes no more elements. The first call counts, but for a later one that discards what still waits.</summary>
    /// <param name="failure">What the reader gets at the end; null for completion.</param>
    /// <param name="discard">Whether the reader gets it at once, instead of after the elements that wait.</param>
    /// <returns>Whether this was the first call.</returns>
    public bool End(Exception? failure, bool discard)
    {
        bool first;
        lock (Gate) first = EndLocked(failure, discard);
        Arrived.Set();
        return first;
    }

    protected HandoverResult PutLocked(T element, OverflowStrategy strategy, out T displaced, out bool wake)
    {
        displaced = default!;
        wake = false;
        if (HasEnded) return HandoverResult.Closed;
        if (_readerWaits)
        {
            _readerWaits = false;
            _hasDirect = true;
            _direct = element;
            wake = true;
            return HandoverResult.Taken;
        }

        if (Count < capacity)
        {
            Append(element);
            return HandoverResult.Taken;
        }

        switch (strategy)
        {
            case OverflowStrategy.Backpressure or OverflowStrategy.Fail:
                return HandoverResult.Full;
            case OverflowStrategy.DropNew:
            case var _ when capacity == 0:
                return HandoverResult.Dropped;
            case OverflowStrategy.DropHead:
                displaced = RemoveHead();
                Append(element);
                return HandoverResult.Displaced;
            case OverflowStrategy.DropTail:
                _ring[Index(Count - 1)] = element;
                return HandoverResult.Displaced;
            default:
                Clear();
                Append(element);
                return HandoverResult.Displaced;
        }
    }

    protected bool? TakeLocked(out T element)
    {
        if (_hasDirect)
        {
            _hasDirect = false;
            element = _direct;
            _direct = default!;
            return true;
        }

        if (Count > 0)
        {
            element = RemoveHead();
            OnRoom();
            return true;
        }

        if (TryTakeWaiting(out element)) return true;
        if (!HasEnded) return null;
        if (Failure is not null) ExceptionDispatchInfo.Throw(Failure);
        return false;
    }

    protected bool EndLocked(Exception? failure, bool discard)
    {
        if (discard) Clear();
        if (HasEnded)
        {
            // A failure after a completion that is still being waited for overtakes it.
            if (discard && failure is not null) Failure ??= failure;
            return false;
        }

        HasEnded = true;
        Failure = failure;
        _readerWaits = false;
        return true;
    }

    /// <summary>There is room for one more element in the queue. Under the lock.</summary>
    protected virtual void OnRoom()
    {
    }

    /// <summary>Takes an element of a writer that waits, when the queue is empty. Under the lock.</summary>
    protected virtual bool TryTakeWaiting(out T element)
    {
        element = default!;
        return false;
    }

    protected void Append(T element)
    {
        if (Count == _ring.Length) Grow();
        _ring[Index(Count)] = element;
        Count++;
    }

    private int Index(int offset)
    {
        int index = _head + offset;
        return index < _ring.Length ? index : index - _ring.Length;
    }

    private T RemoveHead()
    {
        ref T slot = ref _ring[_head];
        T element = slot;
        slot = default!;
        _head = Index(1);
        Count--;
        return element;
    }

    private void Clear()
    {
        Array.Clear(_ring);
        _head = 0;
        Count = 0;
    }

    // Grows up to the bound: most queues are never full.
    private void Grow()
    {
        T[] larger = new T[Math.Min(capacity, Math.Max(4, _ring.Length * 2))];
        for (int i = 0; i < Count; i++) larger[i] = _ring[Index(i)];
        _ring = larger;
        _head = 0;
    }
}
