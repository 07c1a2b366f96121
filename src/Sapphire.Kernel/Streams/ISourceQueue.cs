namespace Sapphire.Kernel.Streams;

/// <summary>Puts elements into a running stream. Thread-safe.</summary>
public interface ISourceQueue<in T>
{
    /// <summary>
    /// Offers an element. The task completes with <see cref="QueueOfferResult.Enqueued"/>, <see cref="QueueOfferResult.Dropped"/>,
    /// <see cref="QueueOfferResult.Failure"/> (the stream has failed, or fails by this offer) or <see cref="QueueOfferResult.QueueClosed"/>
    /// (it has completed, is completing, or was cancelled); under back-pressure not before there is room. No offer outlives the stream.
    /// </summary>
    /// <exception cref="InvalidOperationException">As the task's outcome: more offers wait than are allowed at once.</exception>
    Task<IQueueOfferResult> OfferAsync(T element);

    /// <summary>Completes when the stream has completed or was cancelled; fails as it fails, and with <see cref="StreamDetachedException"/> when its actor ends.</summary>
    Task WatchCompletionAsync();
}
