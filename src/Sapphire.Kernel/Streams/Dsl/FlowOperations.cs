using Sapphire.Kernel.Streams.Implementation;

namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>The operators of flows.</summary>
public static class FlowOperations
{
    /// <summary>Turns each element into another.</summary>
    public static Flow<TIn, TOut, TMat> Select<TIn, T, TOut, TMat>(this Flow<TIn, T, TMat> flow, Func<T, TOut> mapper) => flow.Via(OperatorFlows.Select(mapper));

    /// <summary>Keeps the elements that meet a condition.</summary>
    public static Flow<TIn, T, TMat> Where<TIn, T, TMat>(this Flow<TIn, T, TMat> flow, Predicate<T> predicate) => flow.Via(OperatorFlows.Where(predicate));

    /// <summary>Tells how the stream ended at this place.</summary>
    public static Flow<TIn, T, TMat2> WatchTermination<TIn, T, TMat, TMat2>(this Flow<TIn, T, TMat> flow, Func<TMat, Task<Done>, TMat2> materializerFunction) =>
        flow.ViaMaterialized(OperatorFlows.WatchTermination<T>(), materializerFunction);
}
