namespace Sapphire.Kernel.Streams.Implementation.Hubs;

/// <summary>Where the elements of all producers of a merge hub meet, in order of arrival. The reader takes them by the batch: one lock for many.</summary>
internal sealed class MergeHubQueue<T>
{
    private readonly Lock _lock = new();
    private readonly HashSet<MergeHubProducer<T>> _producers = [];
    private (MergeHubProducer<T> Producer, T Element)[] _incoming = new (MergeHubProducer<T>, T)[16];
    private int _count;
    private bool _readerWaits;
    private bool _closed;

    public AsyncSignal Arrived { get; } = new();

    /// <summary>False when the hub has ended.</summary>
    public bool Add(MergeHubProducer<T> producer)
    {
        lock (_lock) return !_closed && _producers.Add(producer);
    }

    public void Remove(MergeHubProducer<T> producer)
    {
        lock (_lock) _producers.Remove(producer);
    }

    public bool Put(MergeHubProducer<T> producer, T element)
    {
        bool wake;
        lock (_lock)
        {
            if (_closed) return false;
            if (_count == _incoming.Length) Array.Resize(ref _incoming, _count * 2);
            _incoming[_count++] = (producer, element);
            wake = _readerWaits;
            _readerWaits = false;
        }

        if (wake) Arrived.Set();
        return true;
    }

    /// <summary>Exchanges the reader's empty batch for what has arrived; how many. Announces the wait of a reader that has armed the signal.</summary>
    public int Take(ref (MergeHubProducer<T> Producer, T Element)[] batch, bool wait)
    {
        lock (_lock)
        {
            int count = _count;
            if (count == 0)
            {
                _readerWaits = wait;
                return 0;
            }

            (_incoming, batch) = (batch, _incoming);
            _count = 0;
            return count;
        }
    }

    /// <summary>The hub's stream has ended: its producers complete.</summary>
    public void Close()
    {
        MergeHubProducer<T>[] producers;
        lock (_lock)
        {
            if (_closed) return;
            _closed = true;
            producers = [.. _producers];
            _producers.Clear();
            _incoming = [];
            _count = 0;
        }

        foreach (MergeHubProducer<T> producer in producers) producer.HubClosed();
    }
}
