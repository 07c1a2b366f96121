using Sapphire.Kernel.Streams.Implementation;

namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>The operators of sources: different rates.</summary>
#pragma warning disable MA0048 // Parts by topic.
public static partial class SourceOperations
{
    /// <summary>Takes up to so many elements while downstream is busy. When it is full, the strategy says what goes; only <see cref="OverflowStrategy.Backpressure"/> back-pressures. A failure overtakes what it holds; completion does not.</summary>
    public static Source<T, TMat> Buffer<T, TMat>(this Source<T, TMat> flow, int size, OverflowStrategy strategy) => flow.Via(OperatorFlows.Buffer<T>(size, strategy));

    /// <summary>Folds the elements that come while downstream is busy into one; never back-pressures. Supervision: resume drops the element, restart the aggregate too.</summary>
    public static Source<T, TMat> Conflate<T, TMat>(this Source<T, TMat> flow, Func<T, T, T> aggregate) => flow.Via(OperatorFlows.Conflate(aggregate));

    /// <summary>As <c>Conflate</c>, with another type: a seed of the first element, which the others are folded into.</summary>
    public static Source<TSeed, TMat> ConflateWithSeed<T, TSeed, TMat>(this Source<T, TMat> flow, Func<T, TSeed> seed, Func<TSeed, T, TSeed> aggregate) =>
        flow.Via(OperatorFlows.ConflateWithSeed(seed, aggregate));

    /// <summary>As <c>ConflateWithSeed</c>, up to so many elements; then it back-pressures, with one element more in hand.</summary>
    public static Source<TOut, TMat> Batch<T, TOut, TMat>(this Source<T, TMat> flow, long max, Func<T, TOut> seed, Func<TOut, T, TOut> aggregate) =>
        flow.Via(OperatorFlows.Batch(max, seed, aggregate));

    /// <summary>As <c>Batch</c>, with a weight for each element. An element heavier than all that is allowed is a batch by itself.</summary>
    public static Source<TOut, TMat> BatchWeighted<T, TOut, TMat>(this Source<T, TMat> flow, long max, Func<T, long> costFunction, Func<T, TOut> seed, Func<TOut, T, TOut> aggregate) =>
        flow.Via(OperatorFlows.BatchWeighted(max, costFunction, seed, aggregate));

    /// <summary>While no element comes, emits what is made of the last one; each element gives at least the first of its sequence, unless that is empty.</summary>
    public static Source<TOut, TMat> Expand<T, TOut, TMat>(this Source<T, TMat> flow, Func<T, IEnumerator<TOut>> extrapolate) => flow.Via(OperatorFlows.Expand(extrapolate));

    /// <summary>Draws one element ahead of downstream.</summary>
    public static Source<T, TMat> Detach<T, TMat>(this Source<T, TMat> flow) => flow.Via(OperatorFlows.Detach<T>());

    /// <summary>Lets so many elements through in a time, and at most a burst at once. Faster ones wait (<see cref="ThrottleMode.Shaping"/>), or fail the stream with <see cref="OverflowException"/> (<see cref="ThrottleMode.Enforcing"/>).</summary>
    public static Source<T, TMat> Throttle<T, TMat>(this Source<T, TMat> flow, int elements, TimeSpan per, int maximumBurst, ThrottleMode mode) =>
        flow.Via(OperatorFlows.Throttle<T>(elements, per, maximumBurst, mode));

    /// <summary>As the other <c>Throttle</c>, with a cost for each element. Supervision of the cost: resume and restart drop the element.</summary>
    public static Source<T, TMat> Throttle<T, TMat>(this Source<T, TMat> flow, int cost, TimeSpan per, int maximumBurst, Func<T, int> calculateCost, ThrottleMode mode) =>
        flow.Via(OperatorFlows.Throttle(cost, per, maximumBurst, calculateCost, mode));
}
