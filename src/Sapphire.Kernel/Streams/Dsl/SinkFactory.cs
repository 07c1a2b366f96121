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

    /// <summary>Calls an action for each element; tells the end.</summary>
    public static Sink<T, Task<Done>> ForEach<T>(Action<T> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return ForEachOrNot(action);
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

    /// <summary>Collects the elements; tells them at the end. For streams that end.</summary>
    public static Sink<T, Task<IImmutableList<T>>> Seq<T>() =>
        Aggregate<T, ImmutableList<T>.Builder?>(null, static (list, element) =>
        {
            list ??= ImmutableList.CreateBuilder<T>();
            list.Add(element);
            return list;
        }).MapMaterializedValue(static async all => (IImmutableList<T>)((await all)?.ToImmutable() ?? []));

    /// <summary>A sink from its description.</summary>
    public static Sink<T, TMat> FromGraph<T, TMat>(IGraph<SinkShape<T>, TMat> graph) => Of(graph);

    internal static Sink<T, TMat> Of<T, TMat>(IGraph<SinkShape<T>, TMat> graph) => (Sink<T, TMat>)graph;

    private static Sink<T, Task<Done>> ForEachOrNot<T>(Action<T>? action) => Stages.Sink<T, Task<Done>>(scope =>
    {
        ForEachSink<T> logic = new(action, scope);
        return (logic, logic.Ended);
    });
}
