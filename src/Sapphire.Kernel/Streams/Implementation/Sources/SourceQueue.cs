namespace Sapphire.Kernel.Streams.Implementation.Sources;

/// <summary>
/// The queue of a source: a hand-over queue whose writers may wait.
/// <code>
///  open ── Complete ─► draining (what waits, and the offers that wait, still go) ─► completed
///    ├──── Fail, an overflow that fails ─► failed      (nothing more goes)
///    └──── cancelled from downstream ─► closed; the owner's end ─► detached
/// </code>
/// </summary>
internal sealed class SourceQueue<T>(int capacity, OverflowStrategy strategy, int maxConcurrentOffers) : HandoverQueue<T>(capacity), ISourceQueueWithComplete<T>
{
    private static readonly Task<IQueueOfferResult> s_enqueued = Task.FromResult<IQueueOfferResult>(QueueOfferResult.Enqueued.Instance);
    private static readonly Task<IQueueOfferResult> s_dropped = Task.FromResult<IQueueOfferResult>(QueueOfferResult.Dropped.Instance);
    private static readonly Task<IQueueOfferResult> s_closed = Task.FromResult<IQueueOfferResult>(QueueOfferResult.QueueClosed.Instance);

    private readonly LinkedList<(T Element, TaskCompletionSource<IQueueOfferResult> Result)> _waiting = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<IQueueOfferResult> OfferAsync(T element)
    {
        bool wake;
        Task<IQueueOfferResult> result;
        Exception? overflow = null;
        lock (Gate)
        {
            result = PutLocked(element, strategy, out _, out wake) switch
            {
                HandoverResult.Taken or HandoverResult.Displaced => s_enqueued,
                HandoverResult.Closed => Failure is null ? s_closed : Task.FromResult<IQueueOfferResult>(new QueueOfferResult.Failure(Failure)),
                HandoverResult.Full when strategy == OverflowStrategy.Fail => Overflow(out overflow),
                HandoverResult.Full => Wait(element),
                _ when Capacity == 0 => WaitInstead(element),
                _ => s_dropped,
            };
        }

        if (wake) Arrived.Set();
        if (overflow is not null) Fail(overflow);
        return result;
    }

    public void Complete() => End(null, discard: false);

    public void Fail(Exception ex)
    {
        ArgumentNullException.ThrowIfNull(ex);
        End(ex, discard: true);
        Finished(new QueueOfferResult.Failure(ex), ex);
    }

    public Task WatchCompletionAsync() => _completion.Task;

    /// <summary>The stream has ended: nobody waits for it any more.</summary>
    public void Finished(IQueueOfferResult waiting, Exception? failure)
    {
        lock (Gate)
        {
            foreach ((_, TaskCompletionSource<IQueueOfferResult> result) in _waiting) result.TrySetResult(waiting);
            _waiting.Clear();
        }

        if (failure is null) _completion.TrySetResult();
        else _completion.TrySetException(failure);
    }

    protected override void OnRoom()
    {
        if (TryTakeWaiting(out T element)) Append(element);
    }

    protected override bool TryTakeWaiting(out T element)
    {
        if (_waiting.First is not { } first)
        {
            element = default!;
            return false;
        }

        _waiting.RemoveFirst();
        first.Value.Result.TrySetResult(QueueOfferResult.Enqueued.Instance);
        element = first.Value.Element;
        return true;
    }

    private Task<IQueueOfferResult> Overflow(out Exception overflow)
    {
        overflow = new BufferOverflowException($"Buffer overflow (max capacity was: {Capacity})!");
        return Task.FromResult<IQueueOfferResult>(new QueueOfferResult.Failure(overflow));
    }

    private Task<IQueueOfferResult> Wait(T element)
    {
        if (_waiting.Count >= maxConcurrentOffers)
        {
            return Task.FromException<IQueueOfferResult>(new InvalidOperationException(
                $"{maxConcurrentOffers} offers wait already, as many as may. Await an earlier offer before the next, or allow more."));
        }

        TaskCompletionSource<IQueueOfferResult> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.AddLast((element, result));
        return result.Task;
    }

    // Without a buffer the offers that wait are the buffer.
    private Task<IQueueOfferResult> WaitInstead(T element)
    {
        if (_waiting.Count < maxConcurrentOffers) return Wait(element);
        LinkedListNode<(T Element, TaskCompletionSource<IQueueOfferResult> Result)> leaving;
        switch (strategy)
        {
            case OverflowStrategy.DropHead:
                leaving = _waiting.First!;
                leaving.Value.Result.TrySetResult(QueueOfferResult.Dropped.Instance);
                _waiting.Remove(leaving);
                return Wait(element);
            case OverflowStrategy.DropBuffer:
                foreach ((_, TaskCompletionSource<IQueueOfferResult> result) in _waiting) result.TrySetResult(QueueOfferResult.Dropped.Instance);
                _waiting.Clear();
                return Wait(element);
            default:
                return s_dropped;
        }
    }
}
