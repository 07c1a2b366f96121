using System.Runtime.CompilerServices;

namespace Sapphire.Kernel.Streams.Implementation.Hubs;

/// <summary>The reading side of a merge hub.</summary>
internal sealed class MergeHubStage<T> : PullIterator<T>
{
    private readonly MergeHubQueue<T> _hub;
    private readonly StageScope _scope;
    private readonly CancellationTokenRegistration _wake;
    private (MergeHubProducer<T> Producer, T Element)[] _batch = new (MergeHubProducer<T>, T)[16];
    private int _at;
    private int _count;

    public MergeHubStage(MergeHubQueue<T> hub, StageScope scope)
    {
        _hub = hub;
        _scope = scope;
        _wake = scope.Token.UnsafeRegister(static s => ((MergeHubStage<T>)s!).OnToken(), this);
    }

    public override ValueTask<bool> MoveNextAsync()
    {
        if (_at == _count) Refill(wait: false);
        if (_at == _count) return WaitAsync();
        Next();
        return new ValueTask<bool>(true);
    }

    public override ValueTask CancelAsync(Exception? cause)
    {
        _wake.Unregister();
        _hub.Close();
        return ValueTask.CompletedTask;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WaitAsync()
    {
        while (true)
        {
            _hub.Arrived.Arm();
            if (Refill(wait: true) || _scope.Token.IsCancellationRequested)
            {
                if (!_hub.Arrived.TryDisarm()) await _hub.Arrived.WaitAsync();
            }
            else
            {
                await _hub.Arrived.WaitAsync();
            }

            _scope.ThrowIfCancelled();
            if (_at == _count) Refill(wait: false);
            if (_at == _count) continue;
            Next();
            return true;
        }
    }

    private bool Refill(bool wait)
    {
        _at = 0;
        _count = _hub.Take(ref _batch, wait);
        return _count > 0;
    }

    private void Next()
    {
        ref (MergeHubProducer<T> Producer, T Element) next = ref _batch[_at++];
        Current = next.Element;
        next.Producer.OnTaken();
        next = default;
    }

    private void OnToken()
    {
        if (_scope.Run.IsDiscarded) _hub.Close();
        _hub.Arrived.Set();
    }
}
