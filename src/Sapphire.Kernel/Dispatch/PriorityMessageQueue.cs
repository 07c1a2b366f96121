using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Dispatch;

/// <summary>A heap by urgency, then by arrival. The priority is asked for before the lock is taken, since it is foreign code.</summary>
internal sealed class PriorityMessageQueue(Func<object, int> priorityOf) : MessageQueue
{
    private readonly PriorityQueue<Envelope, (int Priority, long Arrival)> _heap = new();
    private readonly Lock _lock = new();
    private long _arrivals;

    public override bool HasMessages => Count > 0;

    public override int Count
    {
        get
        {
            lock (_lock) return _heap.Count;
        }
    }

    public override bool Enqueue(in Envelope envelope, out Envelope dropped)
    {
        dropped = default;
        int priority = priorityOf(envelope.Message is TimerMessage timer ? timer.Message : envelope.Message);
        lock (_lock) _heap.Enqueue(envelope, (priority, _arrivals++));
        return false;
    }

    public override bool TryDequeue(out Envelope envelope)
    {
        lock (_lock) return _heap.TryDequeue(out envelope, out _);
    }
}
