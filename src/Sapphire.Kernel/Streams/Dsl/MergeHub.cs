using Sapphire.Kernel.Streams.Implementation.Hubs;

namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>A stream that any number of producers join and leave while it runs.</summary>
public static class MergeHub
{
    /// <summary>
    /// A source that materialises a sink for its producers; the sink may be run any number of times, on any materializer. Elements
    /// come in the order in which they reach the hub. A producer that completes or fails is removed, its failure is logged, and the hub goes on;
    /// when the hub's own stream ends, its producers complete.
    /// </summary>
    /// <param name="perProducerBufferSize">How many elements of one producer the hub holds, 1 or more; then that producer waits.</param>
    public static Source<T, Sink<T, NotUsed>> Source<T>(int perProducerBufferSize = 16)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perProducerBufferSize);
        return MergeHubGraph.Source<T>(perProducerBufferSize);
    }

    /// <summary>A producer has failed; what the log shows.</summary>
#pragma warning disable CA1032, CA1034, CA1710, RCS1194 // Akka's shape.
    public sealed class ProducerFailed(string message, Exception cause) : Exception(message, cause);
}
