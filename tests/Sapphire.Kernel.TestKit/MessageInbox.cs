namespace Sapphire.Kernel.TestKit;

/// <summary>What a probe has received and the test not yet looked at.</summary>
internal sealed class MessageInbox
{
    private readonly LinkedList<MessageEnvelope> _messages = new();
    private readonly Lock _lock = new();
    private TaskCompletionSource? _arrival;
    private Func<object, bool> _ignore = static _ => false;

    public bool HasMessages
    {
        get
        {
            lock (_lock) return _messages.Count > 0;
        }
    }

    public void Ignore(Func<object, bool> predicate)
    {
        lock (_lock) _ignore = predicate;
    }

    public void Add(MessageEnvelope envelope)
    {
        TaskCompletionSource? arrival;
        lock (_lock)
        {
            if (_ignore(envelope.Message!)) return;
            _messages.AddLast(envelope);
            arrival = _arrival;
            _arrival = null;
        }

        arrival?.TrySetResult();
    }

    /// <summary>The next message, which stays; null when none comes in time.</summary>
    public Task<MessageEnvelope?> PeekAsync(TimeSpan timeout, CancellationToken cancellationToken) => NextAsync(remove: false, timeout, cancellationToken);

    /// <summary>The next message, which is taken; null when none comes in time.</summary>
    public Task<MessageEnvelope?> TakeAsync(TimeSpan timeout, CancellationToken cancellationToken) => NextAsync(remove: true, timeout, cancellationToken);

    private async Task<MessageEnvelope?> NextAsync(bool remove, TimeSpan timeout, CancellationToken cancellationToken)
    {
        long start = TimeProvider.System.GetTimestamp();
        bool last = false;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task arrival;
            lock (_lock)
            {
                if (_messages.First is { Value: var envelope })
                {
                    if (remove) _messages.RemoveFirst();
                    return envelope;
                }

                arrival = (_arrival ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            if (timeout == Timeout.InfiniteTimeSpan)
            {
                await arrival.WaitAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            TimeSpan left = timeout - TimeProvider.System.GetElapsedTime(start);
            if (last || left <= TimeSpan.Zero) return null;
            try
            {
                await arrival.WaitAsync(left, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // One look more: a message may have come with the last tick.
                last = true;
            }
        }
    }
}
