using Microsoft.Extensions.Logging;
using Sapphire.Kernel.Streams.Dsl;
using Sapphire.Kernel.Streams.Implementation.Operators;
using Sapphire.Kernel.Util;

namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>The operators, once each; sources and flows offer them under the same names.</summary>
#pragma warning disable MA0048 // Parts by topic.
internal static partial class OperatorFlows
{
    public static Flow<TIn, TOut, NotUsed> Select<TIn, TOut>(Func<TIn, TOut> mapper)
    {
        ArgumentNullException.ThrowIfNull(mapper);
        return Stages.Flow<TIn, TOut>((upstream, scope) => new SelectStage<TIn, TOut>(upstream, scope, mapper));
    }

    public static Flow<TIn, TOut, NotUsed> SelectMany<TIn, TOut>(Func<TIn, IEnumerable<TOut>> mapConcater)
    {
        ArgumentNullException.ThrowIfNull(mapConcater);
        return StatefulSelectMany(() => mapConcater);
    }

    public static Flow<TIn, TOut, NotUsed> StatefulSelectMany<TIn, TOut>(Func<Func<TIn, IEnumerable<TOut>>> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return Stages.Flow<TIn, TOut>((upstream, scope) => new StatefulSelectManyStage<TIn, TOut>(upstream, scope, factory));
    }

    public static Flow<T, T, NotUsed> Where<T>(Predicate<T> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return Stages.Flow<T, T>((upstream, scope) => new WhereStage<T>(upstream, scope, predicate));
    }

    public static Flow<T, T, NotUsed> WhereNot<T>(Predicate<T> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return Where<T>(element => !predicate(element));
    }

    public static Flow<TIn, TOut, NotUsed> Collect<TIn, TOut>(Func<TIn, bool> isDefined, Func<TIn, TOut> collector)
    {
        ArgumentNullException.ThrowIfNull(isDefined);
        ArgumentNullException.ThrowIfNull(collector);
        return Stages.Flow<TIn, TOut>((upstream, scope) => new CollectStage<TIn, TOut>(upstream, scope, isDefined, collector));
    }

    public static Flow<T, T, NotUsed> Take<T>(long n) => Stages.Flow<T, T>((upstream, scope) => new TakeStage<T>(upstream, scope, n));

    public static Flow<T, T, NotUsed> TakeWhile<T>(Predicate<T> predicate, bool inclusive)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return Stages.Flow<T, T>((upstream, scope) => new TakeWhileStage<T>(upstream, scope, predicate, inclusive));
    }

    public static Flow<T, T, NotUsed> Skip<T>(long n) => Stages.Flow<T, T>((upstream, scope) => new SkipStage<T>(upstream, scope, n));

    public static Flow<T, T, NotUsed> SkipWhile<T>(Predicate<T> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return Stages.Flow<T, T>((upstream, scope) => new SkipWhileStage<T>(upstream, scope, predicate));
    }

    public static Flow<T, T, NotUsed> Limit<T>(long max) => LimitWeighted<T>(max, static _ => 1);

    public static Flow<T, T, NotUsed> LimitWeighted<T>(long max, Func<T, long> costFunc)
    {
        ArgumentNullException.ThrowIfNull(costFunc);
        return Stages.Flow<T, T>((upstream, scope) => new LimitWeightedStage<T>(upstream, scope, max, costFunc));
    }

    public static Flow<TIn, TOut, NotUsed> Scan<TIn, TOut>(TOut zero, Func<TOut, TIn, TOut> scan)
    {
        ArgumentNullException.ThrowIfNull(scan);
        return Stages.Flow<TIn, TOut>((upstream, scope) => new ScanStage<TIn, TOut>(upstream, scope, zero, scan));
    }

    public static Flow<TIn, TOut, NotUsed> Aggregate<TIn, TOut>(TOut zero, Func<TOut, TIn, TOut> fold)
    {
        ArgumentNullException.ThrowIfNull(fold);
        return Stages.Flow<TIn, TOut>((upstream, scope) => new AggregateStage<TIn, TOut>(upstream, scope, zero, fold));
    }

    public static Flow<T, T, NotUsed> Sum<T>(Func<T, T, T> reduce)
    {
        ArgumentNullException.ThrowIfNull(reduce);
        return Stages.Flow<T, T>((upstream, scope) => new SumStage<T>(upstream, scope, reduce));
    }

    public static Flow<T, IEnumerable<T>, NotUsed> Grouped<T>(int n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        return Stages.Flow<T, IEnumerable<T>>((upstream, scope) => new GroupedStage<T>(upstream, scope, n));
    }

    public static Flow<T, IEnumerable<T>, NotUsed> Sliding<T>(int n, int step)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        return Stages.Flow<T, IEnumerable<T>>((upstream, scope) => new SlidingStage<T>(upstream, scope, n, step));
    }

    public static Flow<T, T, NotUsed> Intersperse<T>(T inject) =>
        Stages.Flow<T, T>((upstream, scope) => new IntersperseStage<T>(upstream, scope, Option<T>.None, inject, Option<T>.None));

    public static Flow<T, T, NotUsed> Intersperse<T>(T start, T inject, T end) =>
        Stages.Flow<T, T>((upstream, scope) => new IntersperseStage<T>(upstream, scope, new Option<T>(start), inject, new Option<T>(end)));

    public static Flow<T, (T, long), NotUsed> ZipWithIndex<T>() => Stages.Flow<T, (T, long)>(static (upstream, scope) => new ZipWithIndexStage<T>(upstream, scope));

    public static Flow<T, T, NotUsed> Log<T>(string name, Func<T, object?>? extract, ILogger? log)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Stages.Flow<T, T>((upstream, scope) => new LogStage<T>(upstream, scope, name, extract, log ?? scope.Logger));
    }
}
