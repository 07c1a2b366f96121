namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>Short ways to run a source.</summary>
public static class SourceRunExtensions
{
    /// <summary>Calls an action for each element; tells the end.</summary>
    public static Task<Done> RunForeach<T, TMat>(this Source<T, TMat> source, Action<T> action, IMaterializer materializer) =>
        source.RunWith(Sink.ForEach(action), materializer);

    /// <summary>Folds the elements into one value; tells it at the end.</summary>
    public static Task<TOut> RunAggregate<T, TMat, TOut>(this Source<T, TMat> source, TOut zero, Func<TOut, T, TOut> aggregate, IMaterializer materializer) =>
        source.RunWith(Sink.Aggregate(zero, aggregate), materializer);

    /// <summary>Folds the elements with a function that answers later; tells the value at the end.</summary>
    public static Task<TOut> RunAggregateAsync<T, TMat, TOut>(this Source<T, TMat> source, TOut zero, Func<TOut, T, Task<TOut>> aggregate, IMaterializer materializer) =>
        source.RunWith(Sink.AggregateAsync(zero, aggregate), materializer);

    /// <summary>Folds the elements, beginning with the first; tells the value at the end.</summary>
    public static Task<T> RunSum<T, TMat>(this Source<T, TMat> source, Func<T, T, T> reduce, IMaterializer materializer) =>
        source.RunWith(Sink.Sum(reduce), materializer);
}
