using System.Runtime.CompilerServices;

namespace Sapphire.Kernel.Streams.Implementation.Hubs;

/// <summary>
/// The ring of a broadcast hub: the producer writes at the tail, each consumer reads at its own position, and the head follows the slowest.
/// <code>
///  head ≤ position of each consumer ≤ tail ≤ head + size
/// </code>
/// Consumers read without a lock; joining, leaving and moving the head are guarded by one.
/// </summary>
internal sealed class BroadcastHubRing<T> : SinkLogic<T>
{
    private readonly Lock _lock = new();
    private readonly T[] _ring;
    private readonly int _mask;
    private readonly StageScope _scope;
    private readonly AsyncSignal _hasSpace = new();
    private readonly CancellationTokenRegistration _wake;
    private BroadcastHubConsumer<T>[] _consumers = [];
    private BufferPositions _at;
    private int _sleepers;
    private volatile bool _completed;
    private volatile Exception? _failure;

    public BroadcastHubRing(int size, StageScope scope)
    {
        _ring = new T[size];
        _mask = size - 1;
        _scope = scope;
        WakeEvery = Math.Max(1, size / 2);
        _wake = scope.Token.UnsafeRegister(static s => ((BroadcastHubRing<T>)s!).OnToken(), this);
    }

    /// <summary>A consumer looks at the producer whenever its position is a multiple of this.</summary>
    public int WakeEvery { get; }

    /// <summary>Where the next element will be.</summary>
    public long Tail => Volatile.Read(ref _at.Tail);

    public bool Completed => _completed;

    public Exception? Failure => _failure;

    public override ValueTask<bool> OnPushAsync(T element)
    {
        if (_at.Tail - Volatile.Read(ref _at.Head) > _mask && !MoveHead()) return WaitAsync(element);
        Publish(element);
        return new ValueTask<bool>(true);
    }

    public override ValueTask OnCompleteAsync()
    {
        _wake.Unregister();
        lock (_lock)
        {
            _completed = true;
            if (_consumers.Length == 0) Drop(_at.Tail);
        }

        WakeConsumers();
        return ValueTask.CompletedTask;
    }

    public override void OnFailure(Exception cause)
    {
        _wake.Unregister();
        _failure = cause;
        WakeConsumers();
    }

    /// <summary>Lets a consumer in; where it begins.</summary>
    public long Join(BroadcastHubConsumer<T> consumer)
    {
        lock (_lock)
        {
            MoveHeadLocked();
            consumer.Position = _at.Head;
            _consumers = [.. _consumers, consumer];
            return _at.Head;
        }
    }

    /// <summary>Lets a consumer go. What the last one has read, the next one does not see again.</summary>
    public void Leave(BroadcastHubConsumer<T> consumer)
    {
        lock (_lock)
        {
            _consumers = [.. _consumers.Where(c => c != consumer)];
            if (_consumers.Length == 0) Drop(_completed ? _at.Tail : Volatile.Read(ref consumer.Position));
        }

        _hasSpace.Set();
    }

    public T Read(long position) => _ring[position & _mask];

    /// <summary>A consumer has moved; wakes the producer if it waits.</summary>
    public void Moved()
    {
        Interlocked.MemoryBarrier();
        if (_at.WriterWaits) _hasSpace.Set();
    }

    public void FallAsleep() => Interlocked.Increment(ref _sleepers);

    public void WakeUp() => Interlocked.Decrement(ref _sleepers);

    private void Publish(T element)
    {
        _ring[_at.Tail & _mask] = element;
        Volatile.Write(ref _at.Tail, _at.Tail + 1);

        // Orders the new tail before the look at the sleepers, who announce themselves before they look at the tail.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _sleepers) > 0) WakeConsumers();
    }

    private void WakeConsumers()
    {
        foreach (BroadcastHubConsumer<T> consumer in Volatile.Read(ref _consumers)) consumer.Wake();
    }

    private bool MoveHead()
    {
        lock (_lock)
        {
            MoveHeadLocked();
            return _at.Tail - _at.Head <= _mask;
        }
    }

    private void MoveHeadLocked()
    {
        if (_consumers.Length == 0) return;
        long slowest = long.MaxValue;
        foreach (BroadcastHubConsumer<T> consumer in _consumers) slowest = Math.Min(slowest, Volatile.Read(ref consumer.Position));
        Drop(slowest);
    }

    // Lets go of what nobody reads any more.
    private void Drop(long head)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            for (long i = _at.Head; i < head; i++) _ring[i & _mask] = default!;
        }

        Volatile.Write(ref _at.Head, head);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WaitAsync(T element)
    {
        while (true)
        {
            _hasSpace.Arm();
            _at.WriterWaits = true;
            Interlocked.MemoryBarrier();
            if (_scope.Token.IsCancellationRequested || MoveHead())
            {
                if (!_hasSpace.TryDisarm()) await _hasSpace.WaitAsync();
            }
            else
            {
                await _hasSpace.WaitAsync();
            }

            _at.WriterWaits = false;
            if (_scope.Token.IsCancellationRequested) return false;
            if (!MoveHead()) continue;
            Publish(element);
            return true;
        }
    }

    private void OnToken()
    {
        if (_scope.Run.IsDiscarded) OnFailure(_scope.Run.AbortCause!);
        _hasSpace.Set();
    }
}
