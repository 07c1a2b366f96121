namespace Sapphire.Kernel.Streams;

/// <summary>Puts elements into a running stream, and ends it.</summary>
public interface ISourceQueueWithComplete<in T> : ISourceQueue<T>
{
    /// <summary>Completes the stream, after the elements that wait.</summary>
    void Complete();

    /// <summary>Fails the stream at once; elements that wait are discarded.</summary>
    void Fail(Exception ex);
}
