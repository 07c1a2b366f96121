namespace Sapphire.Persistence.Journal;

/// <summary>The ordering of the last committed event, and a way to wait for the next.</summary>
internal sealed class CommitSignal
{
    private readonly Lock _lock = new();
    private long _last;
    private TaskCompletionSource? _next;

    public long Last => Volatile.Read(ref _last);

    public void Publish(long ordering)
    {
        TaskCompletionSource? waiting;
        lock (_lock)
        {
            if (ordering <= _last)
            {
                return;
            }

            _last = ordering;
            waiting = _next;
            _next = null;
        }

        waiting?.TrySetResult();
    }

    public async Task WaitAfterAsync(long ordering, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;
            lock (_lock)
            {
                if (_last > ordering)
                {
                    return;
                }

                _next ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
                next = _next.Task;
            }

            await next.WaitAsync(cancellationToken);
        }
    }
}
