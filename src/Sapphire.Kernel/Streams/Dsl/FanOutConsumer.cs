namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>One consumer of a <see cref="FanOutHub"/>: what the hub's source materialises. Thread-safe.</summary>
public sealed class FanOutConsumer
{
    private long _dropped;

    internal FanOutConsumer()
    {
    }

    /// <summary>How many elements this consumer has missed because its buffer was full.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    // Only the hub's pump writes it.
    internal void CountDropped() => Volatile.Write(ref _dropped, _dropped + 1);
}
