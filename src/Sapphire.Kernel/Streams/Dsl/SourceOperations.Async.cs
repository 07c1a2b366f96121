using Sapphire.Kernel.Streams.Implementation;

namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>The operators of sources: functions that answer later.</summary>
#pragma warning disable MA0048 // Parts by topic.
public static partial class SourceOperations
{
    /// <summary>Runs up to so many tasks at once, and emits their results in the order of the elements; back-pressures while all run. Upstream is at most so many elements ahead. A task that fails fails the stream at once; supervision: resume and restart drop its element.</summary>
    public static Source<TOut, TMat> SelectAsync<T, TOut, TMat>(this Source<T, TMat> flow, int parallelism, Func<T, Task<TOut>> asyncMapper) =>
        flow.Via(OperatorFlows.SelectAsync(parallelism, asyncMapper));

    /// <summary>As <c>SelectAsync</c>, but emits the results as they come.</summary>
    public static Source<TOut, TMat> SelectAsyncUnordered<T, TOut, TMat>(this Source<T, TMat> flow, int parallelism, Func<T, Task<TOut>> asyncMapper) =>
        flow.Via(OperatorFlows.SelectAsyncUnordered(parallelism, asyncMapper));

    /// <summary>As <c>Scan</c>, with a function that answers later; one at a time.</summary>
    public static Source<TOut, TMat> ScanAsync<T, TOut, TMat>(this Source<T, TMat> flow, TOut zero, Func<TOut, T, Task<TOut>> scan) =>
        flow.Via(OperatorFlows.ScanAsync(zero, scan));

    /// <summary>As <c>Aggregate</c>, with a function that answers later; one at a time.</summary>
    public static Source<TOut, TMat> AggregateAsync<T, TOut, TMat>(this Source<T, TMat> flow, TOut zero, Func<TOut, T, Task<TOut>> fold) =>
        flow.Via(OperatorFlows.AggregateAsync(zero, fold));
}
