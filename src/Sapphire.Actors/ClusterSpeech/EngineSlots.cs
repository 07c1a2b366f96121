namespace Sapphire.Actors.ClusterSpeech;

/// <summary>Which of the engines of one kind on this node are in use, by whom. Thread-safe.</summary>
/// <param name="total">How many there are.</param>
internal sealed class EngineSlots(int total)
{
    private readonly Lock _lock = new();
    private int _own;
    private int _queued;

    /// <summary>Called after a change of what this node uses itself, on any thread; must be quick.</summary>
    public Action? OwnChanged { get; set; }

    /// <summary>How many there are.</summary>
    public int Total => total;

    /// <summary>How many this node uses itself, besides jobs of the queue. May be more than there are: jobs wait for an engine then.</summary>
    public int Own
    {
        get
        {
            lock (_lock) return _own;
        }
    }

    /// <summary>How many do jobs of the queue.</summary>
    public int Queued
    {
        get
        {
            lock (_lock) return _queued;
        }
    }

    /// <summary>One for this node itself, when one is free.</summary>
    public IDisposable? TryTakeOwn()
    {
        lock (_lock)
        {
            if (_own + _queued >= total) return null;
            _own++;
        }

        OwnChanged?.Invoke();
        return new Slot(this, own: true);
    }

    /// <summary>One for this node itself, or a place in the line for one.</summary>
    public IDisposable TakeOwn()
    {
        lock (_lock) _own++;
        OwnChanged?.Invoke();
        return new Slot(this, own: true);
    }

    /// <summary>One for a job of the queue.</summary>
    public IDisposable TakeQueued()
    {
        lock (_lock) _queued++;
        return new Slot(this, own: false);
    }

    private void Release(bool own)
    {
        lock (_lock)
        {
            if (own) _own--;
            else _queued--;
        }

        if (own) OwnChanged?.Invoke();
    }

    private sealed class Slot(EngineSlots slots, bool own) : IDisposable
    {
        private int _released;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _released, 1) == 0) slots.Release(own);
        }
    }
}
