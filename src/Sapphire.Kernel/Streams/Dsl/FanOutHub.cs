using Sapphire.Kernel.Streams.Implementation;
using Sapphire.Kernel.Streams.Implementation.Hubs;

namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>
/// A stream that any number of consumers join and leave while it runs, each with a buffer of its own: a slow one harms only itself.
/// Unlike <see cref="BroadcastHub"/> it never holds its upstream back.
/// </summary>
public static class FanOutHub
{
    /// <summary>
    /// A sink that materialises a source for its consumers; the source may be run any number of times, on any materializer, whose actor
    /// owns that consumer alone. A consumer gets every element from the moment its run began; without a consumer elements are discarded.
    /// Completion and failure come after the elements that a consumer's buffer holds, and are remembered for those that come later.
    /// When the actor of the hub's own stream ends, consumers fail with <see cref="AbruptTerminationException"/>.
    /// </summary>
    /// <param name="bufferSizePerConsumer">How many elements wait for one consumer at most, 1 or more.</param>
    /// <param name="overflow">What happens then.</param>
    /// <param name="onDropped">Called on the hub's pump with each element dropped by an overflow, once for each consumer that misses it; not
    /// for those that a consumer leaves behind. If it throws, the hub's stream fails.</param>
    public static Sink<T, Source<T, FanOutConsumer>> Sink<T>(int bufferSizePerConsumer, FanOutOverflow overflow, Action<T>? onDropped = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bufferSizePerConsumer);
        return Stages.Sink<T, Source<T, FanOutConsumer>>(scope =>
        {
            FanOutHubLogic<T> hub = new(bufferSizePerConsumer, overflow, onDropped, scope);
            Source<T, FanOutConsumer> source = new((StageScope consumer, out FanOutConsumer mat) =>
            {
                mat = new FanOutConsumer();
                return new FanOutHubConsumer<T>(hub, new HandoverQueue<T>(bufferSizePerConsumer), mat, consumer);
            });
            return (hub, source);
        });
    }
}
