using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Streams.Implementation;
using Sapphire.Kernel.Streams.Implementation.Sinks;

namespace Sapphire.Kernel.Streams.Dsl;

#pragma warning disable MA0048 // A part of a class that has a file of its name.
/// <content>Sinks that lead out of streams.</content>
public static partial class Sink
{
    /// <summary>A sink that materialises a queue to draw elements from. As many as its input buffer holds (16, or by attribute) are drawn ahead.</summary>
    public static Sink<T, ISinkQueue<T>> Queue<T>() => Stages.Sink<T, ISinkQueue<T>>(scope =>
    {
        BufferSink<T> logic = new(scope);
        return (logic, new SinkQueue<T>(logic.Buffer));
    });

    /// <summary>Sends each element to an actor, which nothing protects from being flooded. When the actor stops, the stream is cancelled.</summary>
    /// <param name="actorRef">The actor.</param>
    /// <param name="onCompleteMessage">Sent at completion.</param>
    /// <param name="onFailureMessage">Makes what is sent at a failure, also when the stream's own actor ends; by default <see cref="Status.Failure"/>.</param>
    public static Sink<T, NotUsed> ActorRef<T>(IActorRef actorRef, object onCompleteMessage, Func<Exception, object>? onFailureMessage = null)
    {
        ArgumentNullException.ThrowIfNull(actorRef);
        ArgumentNullException.ThrowIfNull(onCompleteMessage);
        return Stages.CancellableSink<T, NotUsed>(scope =>
            (new ActorRefSink<T>(new ActorRefSinkTarget(actorRef, onCompleteMessage, onFailureMessage), scope), NotUsed.Instance));
    }

    /// <summary>Sends each element to an actor and waits for its answer before the next. When the actor stops, the stream is cancelled.</summary>
    /// <param name="actorRef">The actor.</param>
    /// <param name="onInitMessage">Sent first; the first element follows its answer.</param>
    /// <param name="ackMessage">The answer: any message of its type.</param>
    /// <param name="onCompleteMessage">Sent at completion, after the last element was sent.</param>
    /// <param name="onFailureMessage">Makes what is sent at a failure, also when the stream's own actor ends; by default <see cref="Status.Failure"/>.</param>
    public static Sink<T, NotUsed> ActorRefWithAck<T>(
        IActorRef actorRef, object onInitMessage, object ackMessage, object onCompleteMessage, Func<Exception, object>? onFailureMessage = null)
    {
        ArgumentNullException.ThrowIfNull(actorRef);
        ArgumentNullException.ThrowIfNull(onInitMessage);
        ArgumentNullException.ThrowIfNull(ackMessage);
        ArgumentNullException.ThrowIfNull(onCompleteMessage);
        return Stages.CancellableSink<T, NotUsed>(scope =>
            (new ActorRefSink<T>(new ActorRefSinkTarget(actorRef, onCompleteMessage, onFailureMessage, onInitMessage, ackMessage.GetType()), scope), NotUsed.Instance));
    }
}
