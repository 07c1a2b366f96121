using Sapphire.Kernel.Streams.Implementation;

namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>The operators of sources.</summary>
public static class SourceOperations
{
    /// <summary>Turns each element into another.</summary>
    public static Source<TOut, TMat> Select<TIn, TOut, TMat>(this Source<TIn, TMat> flow, Func<TIn, TOut> mapper) => flow.Via(OperatorFlows.Select(mapper));

    /// <summary>Keeps the elements that meet a condition.</summary>
    public static Source<T, TMat> Where<T, TMat>(this Source<T, TMat> flow, Predicate<T> predicate) => flow.Via(OperatorFlows.Where(predicate));

    /// <summary>Tells how the stream ended at this place.</summary>
    public static Source<T, TMat2> WatchTermination<T, TMat, TMat2>(this Source<T, TMat> flow, Func<TMat, Task<Done>, TMat2> materializerFunction) =>
        flow.ViaMaterialized(OperatorFlows.WatchTermination<T>(), materializerFunction);
}
