using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.TestKit;

/// <summary>What a probe has received and the test not yet looked at.</summary>
internal sealed class MessageInbox
{
    private readonly Queue<Envelope> _messages = new();
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

    public void Add(Envelope envelope)
    {
        TaskCompletionSource? arrival;
        lock (_lock)
        {
            if (_ignore(envelope.Message)) return;
            _messages.Enqueue(envelope);
            arrival = _arrival;
            _arrival = null;
        }

        arrival?.TrySetResult();
    }

    public bool TryTake(out Envelope envelope)
    {
        lock (_lock) return _messages.TryDequeue(out envelope);
    }

    /// <summary>The next message; null when none comes in time.</summary>
    public async Task<Envelope?> TakeAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            Task arrival;
            lock (_lock)
            {
                if (_messages.TryDequeue(out Envelope envelope)) return envelope;
                arrival = (_arrival ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            TimeSpan left = timeout - TimeProvider.System.GetElapsedTime(start);
            if (left <= TimeSpan.Zero) return null;
            try
            {
                await arrival.WaitAsync(left, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // Looked at once more above: a message may have come with the last tick.
                if (!HasMessages) return null;
            }
        }
    }
}
