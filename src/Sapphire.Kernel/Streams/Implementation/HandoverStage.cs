using System.Runtime.CompilerServices;

namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>The source that reads a <see cref="HandoverQueue{T}"/>.</summary>
internal class HandoverStage<T> : PullIterator<T>
{
    private readonly HandoverQueue<T> _queue;
    private readonly CancellationTokenRegistration _wake;
    private int _released;

    public HandoverStage(HandoverQueue<T> queue, StageScope scope)
    {
        _queue = queue;
        Scope = scope;
        _wake = scope.Token.UnsafeRegister(static s => ((HandoverStage<T>)s!).OnToken(), this);
    }

    protected StageScope Scope { get; }

    public override ValueTask<bool> MoveNextAsync() =>
        _queue.TryTake(out Current) is { } taken ? new ValueTask<bool>(taken) : WaitAsync();

    public override ValueTask CancelAsync(Exception? cause)
    {
        _wake.Unregister();
        Release(cause);
        return ValueTask.CompletedTask;
    }

    /// <summary>The reader has gone, once; also when its run was discarded before it began.</summary>
    protected virtual void OnReleased(Exception? cause) => _queue.End(null, discard: true);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WaitAsync()
    {
        while (true)
        {
            _queue.Arrived.Arm();
            bool? taken = _queue.TakeOrWait(out Current);
            if (taken is not null || Scope.Token.IsCancellationRequested)
            {
                if (!_queue.Arrived.TryDisarm()) await _queue.Arrived.WaitAsync();
                if (taken is { } known) return known;
            }
            else
            {
                await _queue.Arrived.WaitAsync();
                if (_queue.TryTake(out Current) is { } arrived) return arrived;
            }

            Scope.ThrowIfCancelled();
        }
    }

    private void OnToken()
    {
        if (Scope.Run.IsDiscarded) Release(Scope.Run.AbortCause);
        _queue.Arrived.Set();
    }

    private void Release(Exception? cause)
    {
        if (Interlocked.Exchange(ref _released, 1) == 0) OnReleased(cause);
    }
}
