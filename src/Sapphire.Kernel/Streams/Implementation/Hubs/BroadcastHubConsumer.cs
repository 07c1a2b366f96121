using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Sapphire.Kernel.Streams.Implementation.Hubs;

/// <summary>A consumer of a broadcast hub: reads the ring at its own pace.</summary>
internal sealed class BroadcastHubConsumer<T> : PullIterator<T>
{
    /// <summary>Where it reads next; written by it, read by the hub.</summary>
#pragma warning disable CA1051, SA1401
    public long Position;
#pragma warning restore CA1051, SA1401

    private readonly BroadcastHubRing<T> _hub;
    private readonly StageScope _scope;
    private readonly AsyncSignal _hasElements = new();
    private readonly CancellationTokenRegistration _gone;
    private long _knownTail;
    private int _left;

    public BroadcastHubConsumer(BroadcastHubRing<T> hub, StageScope scope)
    {
        _hub = hub;
        _scope = scope;
        _knownTail = hub.Join(this);
        _gone = scope.Token.UnsafeRegister(static s => ((BroadcastHubConsumer<T>)s!).OnToken(), this);
    }

    public override ValueTask<bool> MoveNextAsync()
    {
        if (_hub.Failure is { } failure) ExceptionDispatchInfo.Throw(failure);
        if (Position == _knownTail && (_knownTail = _hub.Tail) == Position) return WaitAsync();
        Next();
        return new ValueTask<bool>(true);
    }

    public override ValueTask CancelAsync(Exception? cause)
    {
        _gone.Unregister();
        Leave();
        return ValueTask.CompletedTask;
    }

    public void Wake() => _hasElements.Set();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WaitAsync()
    {
        while (true)
        {
            _hub.Moved();
            _hub.FallAsleep();
            _hasElements.Arm();
            if (_hub.Tail != Position || _hub.Completed || _hub.Failure is not null || _scope.Token.IsCancellationRequested)
            {
                if (!_hasElements.TryDisarm()) await _hasElements.WaitAsync();
            }
            else
            {
                await _hasElements.WaitAsync();
            }

            _hub.WakeUp();
            _scope.ThrowIfCancelled();
            if (_hub.Failure is { } failure) ExceptionDispatchInfo.Throw(failure);
            bool completed = _hub.Completed;
            if ((_knownTail = _hub.Tail) != Position)
            {
                Next();
                return true;
            }

            if (completed) return false;
        }
    }

    private void Next()
    {
        long at = Position;
        Current = _hub.Read(at);
        Volatile.Write(ref Position, at + 1);
        if ((at + 1) % _hub.WakeEvery == 0) _hub.Moved();
    }

    private void OnToken()
    {
        // While a pump reads, only its cancellation may free the ring's slots.
        if (_scope.Run.IsDiscarded) Leave();
        _hasElements.Set();
    }

    private void Leave()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0) _hub.Leave(this);
    }
}
