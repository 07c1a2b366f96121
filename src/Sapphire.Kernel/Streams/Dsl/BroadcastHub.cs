using System.Numerics;
using Sapphire.Kernel.Streams.Implementation;
using Sapphire.Kernel.Streams.Implementation.Hubs;

namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>A stream that any number of consumers join and leave while it runs, and that its slowest consumer holds back.</summary>
public static class BroadcastHub
{
    /// <summary>
    /// A sink that materialises a source for its consumers; the source may be run any number of times, on any materializer, whose actor
    /// owns that consumer alone. A consumer begins where the slowest one is; the first one begins with what the buffer holds. Without
    /// a consumer the buffer fills, and then upstream waits. Consumers get all elements before completion, a failure at once; both are
    /// remembered for those that come later. When the actor of the hub's own stream ends, consumers fail with <see cref="AbruptTerminationException"/>.
    /// </summary>
    /// <param name="bufferSize">How far the fastest consumer may be ahead of the slowest, in elements: a power of two below 4,096.</param>
    public static Sink<T, Source<T, NotUsed>> Sink<T>(int bufferSize = 256)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bufferSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bufferSize, 4095);
        if (!BitOperations.IsPow2(bufferSize)) throw new ArgumentException("The buffer size of a broadcast hub must be a power of two.", nameof(bufferSize));
        return Stages.Sink<T, Source<T, NotUsed>>(scope =>
        {
            BroadcastHubRing<T> hub = new(bufferSize, scope);
            return (hub, Stages.Source<T>(consumer => new BroadcastHubConsumer<T>(hub, consumer)));
        });
    }
}
