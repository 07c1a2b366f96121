using Sapphire.Kernel.Streams.Dsl;
using Sapphire.Kernel.Streams.Implementation.Operators;

namespace Sapphire.Kernel.Streams.Implementation;

/// <content>Functions that answer later, different rates, time.</content>
internal static partial class OperatorFlows
{
    public static Flow<TIn, TOut, NotUsed> SelectAsync<TIn, TOut>(int parallelism, Func<TIn, Task<TOut>> asyncMapper)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        ArgumentNullException.ThrowIfNull(asyncMapper);
        return Stages.Forked<TIn, TOut>((scope, upstream) => new SelectAsyncStage<TIn, TOut>(scope, upstream, parallelism, asyncMapper));
    }

    public static Flow<TIn, TOut, NotUsed> SelectAsyncUnordered<TIn, TOut>(int parallelism, Func<TIn, Task<TOut>> asyncMapper)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        ArgumentNullException.ThrowIfNull(asyncMapper);
        return Stages.Forked<TIn, TOut>((scope, upstream) => new SelectAsyncUnorderedStage<TIn, TOut>(scope, upstream, parallelism, asyncMapper));
    }

    public static Flow<TIn, TOut, NotUsed> ScanAsync<TIn, TOut>(TOut zero, Func<TOut, TIn, Task<TOut>> scan)
    {
        ArgumentNullException.ThrowIfNull(scan);
        return Stages.Flow<TIn, TOut>((upstream, scope) => new ScanAsyncStage<TIn, TOut>(upstream, scope, zero, scan, emitsEach: true));
    }

    public static Flow<TIn, TOut, NotUsed> AggregateAsync<TIn, TOut>(TOut zero, Func<TOut, TIn, Task<TOut>> fold)
    {
        ArgumentNullException.ThrowIfNull(fold);
        return Stages.Flow<TIn, TOut>((upstream, scope) => new ScanAsyncStage<TIn, TOut>(upstream, scope, zero, fold, emitsEach: false));
    }

    public static Flow<T, T, NotUsed> Buffer<T>(int size, OverflowStrategy strategy)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return Stages.Forked<T, T>((scope, upstream) => new BufferStage<T>(scope, upstream, size, strategy).Start());
    }

    public static Flow<T, T, NotUsed> Detach<T>() => Buffer<T>(1, OverflowStrategy.Backpressure);

    public static Flow<T, T, NotUsed> Conflate<T>(Func<T, T, T> aggregate) => ConflateWithSeed<T, T>(static element => element, aggregate);

    public static Flow<T, TSeed, NotUsed> ConflateWithSeed<T, TSeed>(Func<T, TSeed> seed, Func<TSeed, T, TSeed> aggregate) =>
        BatchWeighted(1, static _ => 0, seed, aggregate);

    public static Flow<T, TOut, NotUsed> Batch<T, TOut>(long max, Func<T, TOut> seed, Func<TOut, T, TOut> aggregate) =>
        BatchWeighted(max, static _ => 1, seed, aggregate);

    public static Flow<T, TOut, NotUsed> BatchWeighted<T, TOut>(long max, Func<T, long> costFunction, Func<T, TOut> seed, Func<TOut, T, TOut> aggregate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        ArgumentNullException.ThrowIfNull(costFunction);
        ArgumentNullException.ThrowIfNull(seed);
        ArgumentNullException.ThrowIfNull(aggregate);
        return Stages.Forked<T, TOut>((scope, upstream) => new BatchStage<T, TOut>(scope, upstream, max, costFunction, seed, aggregate).Start());
    }

    public static Flow<T, TOut, NotUsed> Expand<T, TOut>(Func<T, IEnumerator<TOut>> extrapolate)
    {
        ArgumentNullException.ThrowIfNull(extrapolate);
        return Stages.Forked<T, TOut>((scope, upstream) => new ExpandStage<T, TOut>(scope, upstream, extrapolate));
    }

    public static Flow<T, T, NotUsed> Throttle<T>(int elements, TimeSpan per, int maximumBurst, ThrottleMode mode) =>
        Throttle<T>(elements, per, maximumBurst, static _ => 1, mode);

    public static Flow<T, T, NotUsed> Throttle<T>(int cost, TimeSpan per, int maximumBurst, Func<T, int> calculateCost, ThrottleMode mode)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cost, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(per, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumBurst, 0);
        ArgumentNullException.ThrowIfNull(calculateCost);
        long ticksPerToken = per.Ticks / cost;
        if (ticksPerToken == 0) throw new ArgumentException("A throttle cannot be as fast as that: its unit is 100 ns.", nameof(per));
        return Stages.Forked<T, T>((scope, upstream) => new ThrottleStage<T>(scope, upstream, ticksPerToken, maximumBurst, calculateCost, mode));
    }

    public static Flow<T, IEnumerable<T>, NotUsed> GroupedWithin<T>(int n, TimeSpan timeout) => GroupedWeightedWithin<T>(n, int.MaxValue, timeout, static _ => 1);

    public static Flow<T, IEnumerable<T>, NotUsed> GroupedWeightedWithin<T>(long maxWeight, int maxNumber, TimeSpan interval, Func<T, long> costFn)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxWeight, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxNumber, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(costFn);
        return Stages.Forked<T, IEnumerable<T>>((scope, upstream) =>
            new GroupedWeightedWithinStage<T>(scope, upstream, maxWeight, maxNumber, interval, costFn).Start());
    }

    public static Flow<T, T, NotUsed> Delay<T>(TimeSpan of, DelayOverflowStrategy? strategy) =>
        Stages.Forked<T, T>((scope, upstream) => new DelayStage<T>(scope, upstream, of, strategy ?? DelayOverflowStrategy.DropTail).Start());

    public static Flow<T, T, NotUsed> InitialDelay<T>(TimeSpan delay) => Stages.Forked<T, T>((scope, upstream) => new InitialDelayStage<T>(scope, upstream, delay));

    public static Flow<T, T, NotUsed> TakeWithin<T>(TimeSpan duration) => Stages.Forked<T, T>((scope, upstream) => new TakeWithinStage<T>(scope, upstream, duration));

    public static Flow<T, T, NotUsed> SkipWithin<T>(TimeSpan duration) => Stages.Flow<T, T>((upstream, scope) => new SkipWithinStage<T>(upstream, scope, duration));

    public static Flow<T, T, NotUsed> Timeout<T>(TimeoutKind kind, TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        return Stages.Forked<T, T>((scope, upstream) => new TimeoutStage<T>(scope, upstream, kind, timeout));
    }

    public static Flow<T, TInjected, NotUsed> KeepAlive<T, TInjected>(TimeSpan timeout, Func<TInjected> injectElement)
        where T : TInjected
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(injectElement);
        return Stages.Forked<T, TInjected>((scope, upstream) => new KeepAliveStage<T, TInjected>(scope, upstream, timeout, injectElement));
    }
}
