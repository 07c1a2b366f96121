using System.Threading.Channels;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Streams.Implementation;
using Sapphire.Kernel.Streams.Implementation.Sources;

namespace Sapphire.Kernel.Streams.Dsl;

#pragma warning disable MA0048 // A part of a class that has a file of its name.
/// <content>Sources that are fed from outside.</content>
public static partial class Source
{
    /// <summary>A source that materialises a queue to put elements into.</summary>
    /// <param name="bufferSize">How many elements wait at most; 0 hands each over to a reader that waits for it, and overflows where none does.</param>
    /// <param name="overflowStrategy">What happens then. <see cref="OverflowStrategy.Backpressure"/> lets the offer wait.</param>
    /// <param name="maxConcurrentOffers">How many offers may wait at once, 1 or more.</param>
    public static Source<T, ISourceQueueWithComplete<T>> Queue<T>(int bufferSize, OverflowStrategy overflowStrategy, int maxConcurrentOffers = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bufferSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxConcurrentOffers);
        return new Source<T, ISourceQueueWithComplete<T>>((StageScope scope, out ISourceQueueWithComplete<T> mat) =>
        {
            SourceQueue<T> queue = new(bufferSize, overflowStrategy, maxConcurrentOffers);
            mat = queue;
            return new SourceQueueStage<T>(queue, scope);
        });
    }

    /// <summary>
    /// A source that materialises an actor: it emits the messages of type <typeparamref name="T"/> sent to it. <see cref="Status.Success"/> completes the
    /// stream after the messages that wait, <see cref="PoisonPill"/> at once, <see cref="Status.Failure"/> fails it at once. The actor stops with the stream.
    /// </summary>
    /// <param name="bufferSize">How many messages wait at most; with 0 a message that no reader waits for is dropped.</param>
    /// <param name="overflowStrategy">What happens to more. A sender cannot be held back: no <see cref="OverflowStrategy.Backpressure"/>.</param>
    /// <exception cref="NotSupportedException">Back-pressure was asked for.</exception>
    public static Source<T, IActorRef> ActorRef<T>(int bufferSize, OverflowStrategy overflowStrategy)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bufferSize);
        if (overflowStrategy == OverflowStrategy.Backpressure) throw new NotSupportedException("The senders of an actor cannot be held back. Choose a strategy that drops or fails.");
        return new Source<T, IActorRef>((StageScope scope, out IActorRef mat) =>
        {
            HandoverQueue<T> queue = new(bufferSize);
            IActorRef actor = scope.System.SystemActorOf(Props.CreateBy(() => new ActorRefSourceActor<T>(queue, bufferSize, overflowStrategy)));
            mat = actor;
            return new ActorRefSourceStage<T>(queue, actor, scope);
        });
    }

    /// <summary>The elements of an asynchronous sequence, enumerated anew in each run; its enumerator is disposed of with the stream.</summary>
    public static Source<T, NotUsed> From<T>(Func<IAsyncEnumerable<T>> asyncEnumerable)
    {
        ArgumentNullException.ThrowIfNull(asyncEnumerable);
        return Stages.Source<T>(scope => new AsyncEnumerableStage<T>(asyncEnumerable, scope));
    }

    /// <summary>As <see cref="ChannelSource.FromReader{T}"/>.</summary>
    public static Source<T, NotUsed> ChannelReader<T>(ChannelReader<T> channelReader) => ChannelSource.FromReader(channelReader);

    /// <summary>As <see cref="ChannelSource.Create{T}"/>.</summary>
    public static Source<T, ChannelWriter<T>> Channel<T>(int bufferSize, bool singleWriter = false, BoundedChannelFullMode fullMode = BoundedChannelFullMode.Wait) =>
        ChannelSource.Create<T>(bufferSize, singleWriter, fullMode);
}
