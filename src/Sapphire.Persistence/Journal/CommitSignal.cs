namespace Sapphire.Persistence.Journal;

/// <summary>The ordering of the last committed event, and a way to wait for the next.</summary>
internal sealed class CommitSignal
{
    private readonly Lock _lock = new();
    private long _last;
    private int _waiters;
    private bool _closed;
    private TaskCompletionSource? _next;

    /// <summary>Called when somebody begins to wait; must not block.</summary>
    public Action? WaitBegan { get; set; }

    public long Last => Volatile.Read(ref _last);

    /// <summary>Whether anybody waits.</summary>
    public bool IsAwaited => Volatile.Read(ref _waiters) > 0;

    /// <summary>Makes an ordering known without waking anybody: <see cref="Wake"/> must follow.</summary>
    public void Advance(long ordering)
    {
        long seen = Volatile.Read(ref _last);
        while (ordering > seen)
        {
            long now = Interlocked.CompareExchange(ref _last, ordering, seen);
            if (now == seen)
            {
                return;
            }

            seen = now;
        }
    }

    /// <summary>Lets those who wait look again.</summary>
    public void Wake()
    {
        // The waiter counts itself first and looks at the ordering then; this thread has set the ordering first.
        Interlocked.MemoryBarrier();
        if (!IsAwaited)
        {
            return;
        }

        TaskCompletionSource? waiting;
        lock (_lock)
        {
            waiting = _next;
            _next = null;
        }

        waiting?.TrySetResult();
    }

    /// <summary>Makes an ordering known.</summary>
    public void Publish(long ordering)
    {
        if (ordering > Last)
        {
            Advance(ordering);
            Wake();
        }
    }

    /// <summary>Nothing is committed any more: those who wait are told.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
        }

        Wake();
    }

    public async Task WaitAfterAsync(long ordering, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiters);
        try
        {
            while (true)
            {
                Task next;
                lock (_lock)
                {
                    if (Last > ordering)
                    {
                        return;
                    }

                    if (_closed)
                    {
                        throw JournalRules.Closed();
                    }

                    _next ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
                    next = _next.Task;
                }

                WaitBegan?.Invoke();
                await next.WaitAsync(cancellationToken);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiters);
        }
    }
}
