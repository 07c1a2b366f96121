using System.Collections.Immutable;
using Sapphire.Kernel.Streams.Implementation;
using Sapphire.Kernel.Streams.Implementation.Sinks;

namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>Makes sinks.</summary>
#pragma warning disable MA0048 // Its generic namesake has the file of the name.
public static partial class Sink
{
    /// <summary>Discards the elements; tells the end.</summary>
    public static Sink<T, Task<Done>> Ignore<T>() => ForEachOrNot<T>(null);

    /// <summary>Calls an action for each element; tells the end. Supervision: resume and restart drop the element.</summary>
    public static Sink<T, Task<Done>> ForEach<T>(Action<T> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return ForEachOrNot(action);
    }

    /// <summary>Calls a function that answers later for each element, so many at once; tells the end.</summary>
    public static Sink<T, Task<Done>> ForEachAsync<T>(int parallelism, Func<T, Task> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return Flow.Create<T>().SelectAsyncUnordered(parallelism, async element =>
        {
            await action(element);
            return Done.Instance;
        }).ToMaterialized(Ignore<Done>(), Keep.Right);
    }

    /// <summary>Folds the elements into one value; tells it at the end.</summary>
    public static Sink<TIn, Task<TOut>> Aggregate<TIn, TOut>(TOut zero, Func<TOut, TIn, TOut> aggregate)
    {
        ArgumentNullException.ThrowIfNull(aggregate);
        return Stages.Sink<TIn, Task<TOut>>(scope =>
        {
            AggregateSink<TIn, TOut> logic = new(zero, aggregate, scope);
            return (logic, logic.Result);
        });
    }

    /// <summary>Folds the elements, one at a time, with a function that answers later; tells the value at the end.</summary>
    public static Sink<TIn, Task<TOut>> AggregateAsync<TIn, TOut>(TOut zero, Func<TOut, TIn, Task<TOut>> aggregate) =>
        Flow.Create<TIn>().AggregateAsync(zero, aggregate).ToMaterialized(First<TOut>(), Keep.Right);

    /// <summary>Folds the elements, beginning with the first; fails with <see cref="NoSuchElementException"/> when there is none.</summary>
    public static Sink<TIn, Task<TIn>> Sum<TIn>(Func<TIn, TIn, TIn> reduce) => Flow.Create<TIn>().Sum(reduce).ToMaterialized(First<TIn>(), Keep.Right);

    /// <summary>Tells the first element and cancels; fails with <see cref="NoSuchElementException"/> when there is none.</summary>
    public static Sink<TIn, Task<TIn>> First<TIn>() => FirstOrLast<TIn>(first: true, orDefault: false);

    /// <summary>Tells the first element, or the default, and cancels.</summary>
    public static Sink<TIn, Task<TIn?>> FirstOrDefault<TIn>() => FirstOrLast<TIn?>(first: true, orDefault: true).ContraMap<TIn>(static x => x);

    /// <summary>Tells the last element; fails with <see cref="NoSuchElementException"/> when there is none.</summary>
    public static Sink<TIn, Task<TIn>> Last<TIn>() => FirstOrLast<TIn>(first: false, orDefault: false);

    /// <summary>Tells the last element, or the default.</summary>
    public static Sink<TIn, Task<TIn?>> LastOrDefault<TIn>() => FirstOrLast<TIn?>(first: false, orDefault: true).ContraMap<TIn>(static x => x);

    /// <summary>Collects the elements; tells them at the end. For streams that end.</summary>
    public static Sink<T, Task<IImmutableList<T>>> Seq<T>() =>
        Aggregate<T, ImmutableList<T>.Builder?>(null, static (list, element) =>
        {
            list ??= ImmutableList.CreateBuilder<T>();
            list.Add(element);
            return list;
        }).MapMaterializedValue(static async all => (IImmutableList<T>)((await all)?.ToImmutable() ?? []));

    /// <summary>Cancels at once.</summary>
    public static Sink<TIn, NotUsed> Cancelled<TIn>() => new((StageScope scope, Upstream<TIn> upstream, out NotUsed mat) =>
    {
        mat = NotUsed.Instance;
        PullIterator<TIn> stages = upstream(scope);
        scope.Run.AddPump(() => stages.CancelAsync(null).AsTask());
    });

    /// <summary>Calls one of two functions at the end.</summary>
    public static Sink<TIn, NotUsed> OnComplete<TIn>(Action success, Action<Exception> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        return Stages.Sink<TIn, NotUsed>(_ => (new OnCompleteSink<TIn>(success, failure), NotUsed.Instance));
    }

    /// <summary>Several sinks through a junction: <c>n => new Broadcast&lt;T&gt;(n)</c>, <see cref="Balance{T}"/>, <see cref="Partition{T}"/>.</summary>
    public static Sink<TIn, NotUsed> Combine<TIn, TOut, TMat>(
        Func<int, IGraph<UniformFanOutShape<TIn, TOut>, TMat>> strategy, Sink<TOut, NotUsed> first, Sink<TOut, NotUsed> second, params Sink<TOut, NotUsed>[] rest)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        Sink<TOut, NotUsed>[] all = [first, second, .. rest];
        return new Sink<TIn, NotUsed>((StageScope scope, Upstream<TIn> upstream, out NotUsed mat) =>
        {
            mat = NotUsed.Instance;
            Upstream<TOut>[] outlets = Junction.Check(((IFanOut<TIn, TOut>)strategy(all.Length)).Split(scope, upstream), all.Length);
            for (int i = 0; i < all.Length; i++) all[i].Materialize(scope, outlets[i], out _);
        });
    }

    /// <summary>A sink from its description.</summary>
    public static Sink<T, TMat> FromGraph<T, TMat>(IGraph<SinkShape<T>, TMat> graph) => Of(graph);

    internal static Sink<T, TMat> Of<T, TMat>(IGraph<SinkShape<T>, TMat> graph) => (Sink<T, TMat>)graph;

    private static Sink<T, Task<Done>> ForEachOrNot<T>(Action<T>? action) => Stages.Sink<T, Task<Done>>(scope =>
    {
        ForEachSink<T> logic = new(action, scope);
        return (logic, logic.Ended);
    });

    private static Sink<T, Task<T>> FirstOrLast<T>(bool first, bool orDefault) => Stages.Sink<T, Task<T>>(_ =>
    {
        FirstOrLastSink<T> logic = new(first, orDefault);
        return (logic, logic.Result);
    });
}
