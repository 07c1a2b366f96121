using Microsoft.Extensions.Logging;
using Sapphire.Kernel.Streams.Implementation;

namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>The operators of flows: elements one by one.</summary>
#pragma warning disable MA0048 // Parts by topic.
public static partial class FlowOperations
{
    /// <summary>Turns each element into another. Supervision: resume and restart drop the element.</summary>
    public static Flow<TIn, TOut, TMat> Select<TIn, T, TOut, TMat>(this Flow<TIn, T, TMat> flow, Func<T, TOut> mapper) => flow.Via(OperatorFlows.Select(mapper));

    /// <summary>Emits the sequence made of each element, element by element; back-pressures until it is through. Supervision: resume and restart drop the sequence.</summary>
    public static Flow<TIn, TOut, TMat> SelectMany<TIn, T, TOut, TMat>(this Flow<TIn, T, TMat> flow, Func<T, IEnumerable<TOut>> mapConcater) =>
        flow.Via(OperatorFlows.SelectMany(mapConcater));

    /// <summary>As <c>SelectMany</c>, with a function made anew in each run, which so can have a state. Supervision: restart makes it anew.</summary>
    public static Flow<TIn, TOut, TMat> StatefulSelectMany<TIn, T, TOut, TMat>(this Flow<TIn, T, TMat> flow, Func<Func<T, IEnumerable<TOut>>> mapConcaterFactory) =>
        flow.Via(OperatorFlows.StatefulSelectMany(mapConcaterFactory));

    /// <summary>Keeps the elements that meet a condition. Supervision: resume and restart drop the element.</summary>
    public static Flow<TIn, T, TMat> Where<TIn, T, TMat>(this Flow<TIn, T, TMat> flow, Predicate<T> predicate) => flow.Via(OperatorFlows.Where(predicate));

    /// <summary>Drops the elements that meet a condition. Supervision: resume and restart drop the element.</summary>
    public static Flow<TIn, T, TMat> WhereNot<TIn, T, TMat>(this Flow<TIn, T, TMat> flow, Predicate<T> predicate) => flow.Via(OperatorFlows.WhereNot(predicate));

    /// <summary>Turns those elements that a function is defined for into others, and drops the rest. Supervision: resume and restart drop the element.</summary>
    public static Flow<TIn, TOut, TMat> Collect<TIn, T, TOut, TMat>(this Flow<TIn, T, TMat> flow, Func<T, bool> isDefined, Func<T, TOut> collector) =>
        flow.Via(OperatorFlows.Collect(isDefined, collector));

    /// <summary>Keeps the first elements. Completes, and cancels upstream, with the last of them; with none it never pulls.</summary>
    public static Flow<TIn, T, TMat> Take<TIn, T, TMat>(this Flow<TIn, T, TMat> flow, long n) => flow.Via(OperatorFlows.Take<T>(n));

    /// <summary>Keeps elements for as long as they meet a condition; completes, and cancels upstream, with the first that does not, which is emitted when inclusive.</summary>
    public static Flow<TIn, T, TMat> TakeWhile<TIn, T, TMat>(this Flow<TIn, T, TMat> flow, Predicate<T> predicate, bool inclusive = false) =>
        flow.Via(OperatorFlows.TakeWhile(predicate, inclusive));

    /// <summary>Drops the first elements.</summary>
    public static Flow<TIn, T, TMat> Skip<TIn, T, TMat>(this Flow<TIn, T, TMat> flow, long n) => flow.Via(OperatorFlows.Skip<T>(n));

    /// <summary>Drops elements for as long as they meet a condition. Supervision: resume and restart drop the element.</summary>
    public static Flow<TIn, T, TMat> SkipWhile<TIn, T, TMat>(this Flow<TIn, T, TMat> flow, Predicate<T> predicate) => flow.Via(OperatorFlows.SkipWhile(predicate));

    /// <summary>Fails with <see cref="StreamLimitReachedException"/> when there are more elements.</summary>
    public static Flow<TIn, T, TMat> Limit<TIn, T, TMat>(this Flow<TIn, T, TMat> flow, long max) => flow.Via(OperatorFlows.Limit<T>(max));

    /// <summary>Fails with <see cref="StreamLimitReachedException"/> when the elements weigh more. Supervision of the cost: restart counts anew.</summary>
    public static Flow<TIn, T, TMat> LimitWeighted<TIn, T, TMat>(this Flow<TIn, T, TMat> flow, long max, Func<T, long> costFunc) =>
        flow.Via(OperatorFlows.LimitWeighted(max, costFunc));

    /// <summary>Emits each intermediate state of a fold, beginning with the zero. Supervision: resume keeps the state; restart goes back to the zero, and emits it.</summary>
    public static Flow<TIn, TOut, TMat> Scan<TIn, T, TOut, TMat>(this Flow<TIn, T, TMat> flow, TOut zero, Func<TOut, T, TOut> scan) =>
        flow.Via(OperatorFlows.Scan(zero, scan));

    /// <summary>Folds the elements; emits the state when upstream completes. Supervision: resume keeps the state, restart goes back to the zero.</summary>
    public static Flow<TIn, TOut, TMat> Aggregate<TIn, T, TOut, TMat>(this Flow<TIn, T, TMat> flow, TOut zero, Func<TOut, T, TOut> fold) =>
        flow.Via(OperatorFlows.Aggregate(zero, fold));

    /// <summary>Folds the elements, beginning with the first; fails with <see cref="NoSuchElementException"/> when there is none. Supervision: restart begins anew.</summary>
    public static Flow<TIn, T, TMat> Sum<TIn, T, TMat>(this Flow<TIn, T, TMat> flow, Func<T, T, T> reduce) => flow.Via(OperatorFlows.Sum(reduce));

    /// <summary>Emits groups of a size; the last may be smaller.</summary>
    public static Flow<TIn, IEnumerable<T>, TMat> Grouped<TIn, T, TMat>(this Flow<TIn, T, TMat> flow, int n) => flow.Via(OperatorFlows.Grouped<T>(n));

    /// <summary>Emits windows of a size, each so many elements after the one before; the last may be smaller.</summary>
    public static Flow<TIn, IEnumerable<T>, TMat> Sliding<TIn, T, TMat>(this Flow<TIn, T, TMat> flow, int n, int step = 1) => flow.Via(OperatorFlows.Sliding<T>(n, step));

    /// <summary>Puts an element between any two.</summary>
    public static Flow<TIn, T, TMat> Intersperse<TIn, T, TMat>(this Flow<TIn, T, TMat> flow, T inject) => flow.Via(OperatorFlows.Intersperse(inject));

    /// <summary>Puts an element before the first, between any two, and after the last, also when there is none.</summary>
    public static Flow<TIn, T, TMat> Intersperse<TIn, T, TMat>(this Flow<TIn, T, TMat> flow, T start, T inject, T end) =>
        flow.Via(OperatorFlows.Intersperse(start, inject, end));

    /// <summary>Pairs each element with its index, from 0.</summary>
    public static Flow<TIn, (T, long), TMat> ZipWithIndex<TIn, T, TMat>(this Flow<TIn, T, TMat> flow) => flow.Via(OperatorFlows.ZipWithIndex<T>());

    /// <summary>Logs elements and the end at debug level, failures at error level, to the log of streams or another.</summary>
    public static Flow<TIn, T, TMat> Log<TIn, T, TMat>(this Flow<TIn, T, TMat> flow, string name, Func<T, object?>? extract = null, ILogger? log = null) =>
        flow.Via(OperatorFlows.Log(name, extract, log));
}
