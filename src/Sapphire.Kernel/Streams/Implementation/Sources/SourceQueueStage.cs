namespace Sapphire.Kernel.Streams.Implementation.Sources;

/// <summary>Reads the queue of a source, and tells it the end.</summary>
internal sealed class SourceQueueStage<T>(SourceQueue<T> queue, StageScope scope) : HandoverStage<T>(queue, scope)
{
    protected override void OnReleased(Exception? cause)
    {
        if (Scope.Run.AbortCause is { } abort)
        {
            StreamDetachedException detached = new(abort);
            queue.End(detached, discard: true);
            queue.Finished(new QueueOfferResult.Failure(detached), detached);
            return;
        }

        queue.End(null, discard: true);
        queue.Finished(QueueOfferResult.QueueClosed.Instance, null);
    }
}
