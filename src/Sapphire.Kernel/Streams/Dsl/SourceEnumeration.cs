using Sapphire.Kernel.Streams.Implementation;

namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>Runs sources as asynchronous sequences.</summary>
public static class SourceEnumeration
{
    /// <summary>A sequence that runs the source each time it is enumerated. Disposing of the enumerator, or cancelling its token, cancels the stream; the stream's failure is thrown after the elements before it.</summary>
    /// <exception cref="MaterializerShutdownException">At the start of an enumeration: the materializer has ended.</exception>
    public static IAsyncEnumerable<T> RunAsAsyncEnumerable<T, TMat>(this Source<T, TMat> source, IMaterializer materializer) =>
        new StreamEnumerable<T, TMat>(source, materializer);

    /// <summary>As <see cref="RunAsAsyncEnumerable{T,TMat}"/>, with another number of elements drawn ahead.</summary>
    public static IAsyncEnumerable<T> RunAsAsyncEnumerableBuffer<T, TMat>(this Source<T, TMat> source, IMaterializer materializer, int minBuffer = 4, int maxBuffer = 16) =>
        new StreamEnumerable<T, TMat>(source, materializer, Attributes.CreateInputBuffer(minBuffer, maxBuffer));
}
