using System.Runtime.CompilerServices;
using Sapphire.Kernel.Event;
using Sapphire.Kernel.Streams.Dsl;

namespace Sapphire.Kernel.Streams.Implementation.Hubs;

/// <summary>One producer's way into a merge hub; waits while too many of its elements have not been taken.</summary>
internal sealed class MergeHubProducer<T> : SinkLogic<T>
{
    private readonly MergeHubQueue<T> _hub;
    private readonly DetachedScope _scope;
    private readonly int _bufferSize;
    private readonly AsyncSignal _hasSpace = new();
    private readonly CancellationTokenRegistration _gone;
    private volatile bool _waits;
    private int _inFlight;

    public MergeHubProducer(MergeHubQueue<T> hub, DetachedScope scope, int bufferSize)
    {
        _hub = hub;
        _scope = scope;
        _bufferSize = bufferSize;
        _gone = scope.Token.UnsafeRegister(static p => ((MergeHubProducer<T>)p!).OnToken(), this);
        if (!hub.Add(this)) HubClosed();
    }

    public override ValueTask<bool> OnPushAsync(T element)
    {
        if (Volatile.Read(ref _inFlight) >= _bufferSize) return WaitAsync(element);
        Interlocked.Increment(ref _inFlight);
        return new ValueTask<bool>(_hub.Put(this, element));
    }

    public override ValueTask OnCompleteAsync()
    {
        Leave();
        return ValueTask.CompletedTask;
    }

    public override void OnFailure(Exception cause)
    {
        Leave();

        // The hub's end and the end of the producer's owner are no failures of the producer.
        if (_scope.IsCancelled || _scope.Run.AbortCause is not null) return;
        Logging.GetLogger(_scope.System, typeof(MergeHub))
            .Error(new MergeHub.ProducerFailed("Upstream producer failed with exception, removing from MergeHub now", cause), "A producer of a merge hub has failed.");
    }

    /// <summary>The hub's stream has ended: upstream is cancelled, also while it has nothing to give.</summary>
    public void HubClosed() => _scope.Cancel(null);

    /// <summary>The reader has taken one.</summary>
    public void OnTaken()
    {
        // The decrement orders this before the look at the waiter; half a buffer at a time, for fewer wake-ups.
        if (Interlocked.Decrement(ref _inFlight) <= _bufferSize / 2 && _waits) _hasSpace.Set();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WaitAsync(T element)
    {
        while (true)
        {
            _hasSpace.Arm();
            _waits = true;
            Interlocked.MemoryBarrier();
            if (_scope.Token.IsCancellationRequested || Volatile.Read(ref _inFlight) <= _bufferSize / 2)
            {
                if (!_hasSpace.TryDisarm()) await _hasSpace.WaitAsync();
            }
            else
            {
                await _hasSpace.WaitAsync();
            }

            _waits = false;
            if (_scope.Token.IsCancellationRequested) return false;
            if (Volatile.Read(ref _inFlight) >= _bufferSize) continue;
            Interlocked.Increment(ref _inFlight);
            return _hub.Put(this, element);
        }
    }

    private void OnToken()
    {
        _hub.Remove(this);
        _hasSpace.Set();
    }

    private void Leave()
    {
        _gone.Unregister();
        _hub.Remove(this);
    }
}
