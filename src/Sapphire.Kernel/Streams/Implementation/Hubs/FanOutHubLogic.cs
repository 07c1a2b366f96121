using Sapphire.Kernel.Streams.Dsl;

namespace Sapphire.Kernel.Streams.Implementation.Hubs;

/// <summary>Gives each element to the queue of each consumer, and waits for none of them.</summary>
internal sealed class FanOutHubLogic<T> : SinkLogic<T>
{
    private readonly Lock _lock = new();
    private readonly int _bufferSize;
    private readonly OverflowStrategy _strategy;
    private readonly Action<T>? _onDropped;
    private readonly StageScope _scope;
    private readonly CancellationTokenRegistration _aborted;
    private FanOutHubConsumer<T>[] _consumers = [];
    private bool _ended;
    private Exception? _failure;

    public FanOutHubLogic(int bufferSize, FanOutOverflow overflow, Action<T>? onDropped, StageScope scope)
    {
        _bufferSize = bufferSize;
        _strategy = overflow == FanOutOverflow.DropOldest ? OverflowStrategy.DropHead : OverflowStrategy.Fail;
        _onDropped = onDropped;
        _scope = scope;

        _aborted = scope.Token.UnsafeRegister(static s => ((FanOutHubLogic<T>)s!).OnToken(), this);
    }

    public override ValueTask<bool> OnPushAsync(T element)
    {
        foreach (FanOutHubConsumer<T> consumer in Volatile.Read(ref _consumers))
        {
            switch (consumer.Queue.Put(element, _strategy, out T displaced))
            {
                case HandoverResult.Displaced:
                    consumer.Statistics.CountDropped();
                    _onDropped?.Invoke(displaced);
                    break;
                case HandoverResult.Full:
                    consumer.Statistics.CountDropped();
                    Leave(consumer);
                    consumer.Queue.End(new FanOutOverflowException(_bufferSize), discard: false);
                    _onDropped?.Invoke(element);
                    break;
                default:
                    break;
            }
        }

        return new ValueTask<bool>(true);
    }

    public override ValueTask OnCompleteAsync()
    {
        End(null);
        return ValueTask.CompletedTask;
    }

    public override void OnFailure(Exception cause) => End(cause);

    public void Join(FanOutHubConsumer<T> consumer)
    {
        lock (_lock)
        {
            if (!_ended)
            {
                _consumers = [.. _consumers, consumer];
                return;
            }
        }

        consumer.Queue.End(_failure, discard: false);
    }

    public void Leave(FanOutHubConsumer<T> consumer)
    {
        lock (_lock)
        {
            if (Array.IndexOf(_consumers, consumer) >= 0) _consumers = [.. _consumers.Where(c => c != consumer)];
        }
    }

    private void End(Exception? failure)
    {
        _aborted.Unregister();
        FanOutHubConsumer<T>[] consumers;
        lock (_lock)
        {
            if (_ended) return;
            _failure = failure;
            _ended = true;
            consumers = _consumers;
            _consumers = [];
        }

        foreach (FanOutHubConsumer<T> consumer in consumers) consumer.Queue.End(failure, discard: false);
    }

    private void OnToken()
    {
        if (_scope.Run.IsDiscarded) End(_scope.Run.AbortCause);
    }
}
