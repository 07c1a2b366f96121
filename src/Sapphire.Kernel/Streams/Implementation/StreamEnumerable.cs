using Sapphire.Kernel.Streams.Dsl;
using Sapphire.Kernel.Streams.Implementation.Sinks;

namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>A sequence that runs a source each time it is enumerated.</summary>
internal sealed class StreamEnumerable<T, TMat>(Source<T, TMat> source, IMaterializer materializer, Attributes? attributes = null) : IAsyncEnumerable<T>
{
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Sink<T, StreamEnumerator<T>> sink = Stages.CancellableSink<T, StreamEnumerator<T>>(scope =>
        {
            BufferSink<T> logic = new(scope);
            return (logic, new StreamEnumerator<T>(logic.Buffer, scope, cancellationToken));
        });
        return source.RunWith(sink.AddAttributes(attributes ?? Attributes.None), materializer);
    }
}
