using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>A ring between one writer and one reader, each of which waits for the other without allocating.</summary>
internal sealed class BoundedBuffer<T>
{
    private readonly T[] _ring;
    private readonly int _mask;
    private readonly int _capacity;
    private readonly AsyncSignal _hasElements = new();
    private readonly AsyncSignal _hasSpace = new();
    private BufferPositions _at;
    private volatile bool _completed;
    private volatile bool _closed;
    private Exception? _failure;

    public BoundedBuffer(int capacity)
    {
        _capacity = capacity;
        _ring = new T[BitOperations.RoundUpToPowerOf2((uint)capacity)];
        _mask = _ring.Length - 1;
    }

    /// <summary>Writes, and waits while the ring is full; false when the reader has gone. Only the writer.</summary>
    public ValueTask<bool> WriteAsync(T element) => TryWrite(element) ? new ValueTask<bool>(!_closed) : WriteSlowAsync(element);

    /// <summary>No more will be written; the reader gets what is there first. Only the writer.</summary>
    public void Complete(Exception? failure)
    {
        _failure = failure;
        _completed = true;
        _hasElements.Set();
    }

    /// <summary>Takes an element that is there. Only the reader.</summary>
    public bool TryRead(out T element)
    {
        long head = _at.Head;
        if (Volatile.Read(ref _at.Tail) == head)
        {
            element = default!;
            return false;
        }

        ref T slot = ref _ring[head & _mask];
        element = slot;
        slot = default!;
        Volatile.Write(ref _at.Head, head + 1);

        // The writer is woken when half is free: one wake-up for many elements.
        if (_at.WriterWaits && Volatile.Read(ref _at.Tail) - head - 1 <= _capacity / 2) _hasSpace.Set();
        return true;
    }

    /// <summary>True when there is an element; false at the end; throws the writer's failure after the last element. Only the reader.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> WaitToReadAsync(CancellationToken token)
    {
        while (true)
        {
            _hasElements.Arm();

            // Arming has ordered our reads before this look: a writer that we did not see waiting sees the space we made.
            if (_at.WriterWaits) _hasSpace.Set();
            if (IsReadable || token.IsCancellationRequested)
            {
                if (!_hasElements.TryDisarm()) await _hasElements.WaitAsync();
            }
            else
            {
                await _hasElements.WaitAsync();
            }

            token.ThrowIfCancellationRequested();
            if (Volatile.Read(ref _at.Tail) != _at.Head) return true;
            if (!_completed) continue;
            if (Volatile.Read(ref _at.Tail) != _at.Head) return true;
            if (_failure is not null) ExceptionDispatchInfo.Throw(_failure);
            return false;
        }
    }

    /// <summary>The reader looks again: its token is cancelled.</summary>
    public void WakeReader() => _hasElements.Set();

    /// <summary>The reader wants no more: the writer is refused from now on.</summary>
    public void Close()
    {
        _closed = true;
        _hasSpace.Set();
    }

    private bool IsReadable => _completed || Volatile.Read(ref _at.Tail) != _at.Head;

    private bool TryWrite(T element)
    {
        long tail = _at.Tail;
        if (tail - Volatile.Read(ref _at.Head) >= _capacity) return false;
        _ring[tail & _mask] = element;
        Volatile.Write(ref _at.Tail, tail + 1);
        _hasElements.Set();
        return true;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WriteSlowAsync(T element)
    {
        while (!_closed)
        {
            _hasSpace.Arm();
            _at.WriterWaits = true;
            Interlocked.MemoryBarrier();
            if (_closed || _at.Tail - Volatile.Read(ref _at.Head) <= _capacity / 2)
            {
                if (!_hasSpace.TryDisarm()) await _hasSpace.WaitAsync();
            }
            else
            {
                await _hasSpace.WaitAsync();
            }

            _at.WriterWaits = false;
            if (!_closed && TryWrite(element)) return true;
        }

        return false;
    }
}
