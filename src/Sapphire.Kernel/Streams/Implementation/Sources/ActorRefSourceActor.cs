using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Streams.Implementation.Sources;

/// <summary>Puts its messages into the queue of a source.</summary>
internal sealed class ActorRefSourceActor<T>(HandoverQueue<T> queue, int bufferSize, OverflowStrategy strategy) : ActorBase
{
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case Status.Success:
                queue.End(null, discard: false);
                return true;
            case Status.Failure failure:
                queue.End(failure.Cause, discard: true);
                return true;
            case T element:
                if (queue.Put(element, strategy, out _) == HandoverResult.Full)
                {
                    queue.End(new BufferOverflowException($"Buffer overflow, max capacity was ({bufferSize})"), discard: true);
                }

                return true;
            default:
                return false;
        }
    }

    protected override void PostStop() => queue.End(null, discard: true);
}
