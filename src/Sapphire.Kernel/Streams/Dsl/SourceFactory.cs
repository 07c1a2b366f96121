using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Streams.Implementation;
using Sapphire.Kernel.Streams.Implementation.Sources;
using Sapphire.Kernel.Util;

namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>Makes sources.</summary>
#pragma warning disable MA0048 // Its generic namesake has the file of the name.
public static partial class Source
{
    /// <summary>The elements of a sequence, enumerated anew in each run.</summary>
    public static Source<T, NotUsed> From<T>(IEnumerable<T> enumerable)
    {
        ArgumentNullException.ThrowIfNull(enumerable);
        return Stages.Source<T>(_ => new EnumeratorStage<T>(enumerable.GetEnumerator));
    }

    /// <summary>The elements of an enumerator, made anew in each run.</summary>
    public static Source<T, NotUsed> FromEnumerator<T>(Func<IEnumerator<T>> enumeratorFactory)
    {
        ArgumentNullException.ThrowIfNull(enumeratorFactory);
        return Stages.Source<T>(_ => new EnumeratorStage<T>(enumeratorFactory));
    }

    /// <summary>The elements of an enumerator, again and again: at each end another is made. Never completes; fails when one is empty.</summary>
    public static Source<T, NotUsed> Cycle<T>(Func<IEnumerator<T>> enumeratorFactory)
    {
        ArgumentNullException.ThrowIfNull(enumeratorFactory);
        return Stages.Source<T>(_ => new CycleStage<T>(enumeratorFactory));
    }

    /// <summary>One element.</summary>
    public static Source<T, NotUsed> Single<T>(T element) => From([element]);

    /// <summary>One element, again and again. Never completes.</summary>
    public static Source<T, NotUsed> Repeat<T>(T element) => Stages.Source<T>(_ => new RepeatStage<T>(element));

    /// <summary>Nothing.</summary>
    public static Source<T, NotUsed> Empty<T>() => From<T>([]);

    /// <summary>Nothing, without an end.</summary>
    public static Source<T, NotUsed> Never<T>() => FromTask(new TaskCompletionSource<T>().Task);

    /// <summary>A failure.</summary>
    public static Source<T, NotUsed> Failed<T>(Exception cause) => Stages.Source<T>(_ => new FailedStage<T>(cause));

    /// <summary>The result of a task, or its failure.</summary>
    public static Source<T, NotUsed> FromTask<T>(Task<T> task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Stages.Source<T>(scope => new TaskStage<T>(scope, task));
    }

    /// <summary>
    /// What the materialised promise is kept with: a value is the one element, null completes without one, an exception fails.
    /// When downstream cancels first, the promise is kept with the default.
    /// </summary>
    public static Source<T, TaskCompletionSource<T>> Maybe<T>() => new((StageScope scope, out TaskCompletionSource<T> mat) =>
    {
        mat = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        return new MaybeStage<T>(scope, mat);
    });

    /// <summary>An element after a delay, and then at each interval. A tick while nobody waits is lost. The materialised switch completes the stream.</summary>
    public static Source<T, ICancelable> Tick<T>(TimeSpan initialDelay, TimeSpan interval, T tick)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(initialDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        return new Source<T, ICancelable>((StageScope scope, out ICancelable mat) =>
        {
            mat = new Cancelable(scope.System.Scheduler);
            return new TickStage<T>(scope, initialDelay, interval, tick, mat.Token);
        });
    }

    /// <summary>Elements made from a state, which goes from one to the next; none completes.</summary>
    public static Source<TElem, NotUsed> Unfold<TState, TElem>(TState state, Func<TState, Option<(TState, TElem)>> unfold)
    {
        ArgumentNullException.ThrowIfNull(unfold);
        return Stages.Source<TElem>(_ => new UnfoldStage<TState, TElem>(state, unfold));
    }

    /// <summary>As <see cref="Unfold"/>, with a function that answers later.</summary>
    public static Source<TElem, NotUsed> UnfoldAsync<TState, TElem>(TState state, Func<TState, Task<Option<(TState, TElem)>>> unfoldAsync)
    {
        ArgumentNullException.ThrowIfNull(unfoldAsync);
        return Stages.Source<TElem>(scope => new UnfoldAsyncStage<TState, TElem>(scope, state, unfoldAsync));
    }

    /// <summary>As <see cref="Unfold"/>, without an end.</summary>
    public static Source<TElem, NotUsed> UnfoldInfinite<TState, TElem>(TState state, Func<TState, (TState, TElem)> unfold)
    {
        ArgumentNullException.ThrowIfNull(unfold);
        return Unfold<TState, TElem>(state, s => unfold(s));
    }

    /// <summary>The elements of a resource, which is opened at the first pull and closed once at the end; no element completes. Supervision judges the reading.</summary>
    public static Source<T, NotUsed> UnfoldResource<T, TSource>(Func<TSource> create, Func<TSource, Option<T>> read, Action<TSource> close)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(close);
        return Stages.Source<T>(scope => new UnfoldResourceStage<T, TSource>(
            scope,
            () => Task.FromResult(create()),
            resource => Task.FromResult(read(resource)),
            resource =>
            {
                close(resource);
                return Task.CompletedTask;
            }));
    }

    /// <summary>As <see cref="UnfoldResource"/>, with functions that answer later.</summary>
    public static Source<T, NotUsed> UnfoldResourceAsync<T, TSource>(Func<Task<TSource>> create, Func<TSource, Task<Option<T>>> read, Func<TSource, Task<Done>> close)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(close);
        return Stages.Source<T>(scope => new UnfoldResourceStage<T, TSource>(scope, create, read, close));
    }

    /// <summary>A source that is made with the first pull. Its materialised value comes then, or fails when the stream ends before.</summary>
    public static Source<TOut, Task<TMat>> Lazily<TOut, TMat>(Func<Source<TOut, TMat>> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        return new Source<TOut, Task<TMat>>((StageScope scope, out Task<TMat> mat) =>
        {
            TaskCompletionSource<TMat> materialised = new(TaskCreationOptions.RunContinuationsAsynchronously);
            mat = materialised.Task;
            return new LazyStage<TOut, TMat>(scope, create, materialised);
        });
    }

    /// <summary>Several sources through a junction: <c>n => new Merge&lt;T&gt;(n)</c>, <see cref="Concat{T}"/>, <see cref="Interleave{T}"/>.</summary>
    public static Source<TOut2, NotUsed> Combine<T, TOut2>(
        Source<T, NotUsed> first, Source<T, NotUsed> second, Func<int, IGraph<UniformFanInShape<T, TOut2>, NotUsed>> strategy, params Source<T, NotUsed>[] rest)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        Source<T, NotUsed>[] all = [first, second, .. rest];
        return Stages.Source<TOut2>(scope => ((IFanIn<T, TOut2>)strategy(all.Length)).Join(
            scope, Array.ConvertAll<Source<T, NotUsed>, Upstream<T>>(all, source => inner => source.Materialize(inner, out _))));
    }

    /// <summary>As <see cref="Combine"/>, with a materialised value of both.</summary>
    public static Source<TOut2, TMatOut> CombineMaterialized<T, TOut2, TMat1, TMat2, TMatOut>(
        Source<T, TMat1> first, Source<T, TMat2> second, Func<int, IGraph<UniformFanInShape<T, TOut2>, NotUsed>> strategy, Func<TMat1, TMat2, TMatOut> combineMaterializers)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        ArgumentNullException.ThrowIfNull(combineMaterializers);
        return new Source<TOut2, TMatOut>((StageScope scope, out TMatOut mat) =>
        {
            TMat1 left = default!;
            TMat2 right = default!;
            PullIterator<TOut2> stage = ((IFanIn<T, TOut2>)strategy(2)).Join(scope, [inner => first.Materialize(inner, out left), inner => second.Materialize(inner, out right)]);
            mat = combineMaterializers(left, right);
            return stage;
        });
    }

    /// <summary>A source from its description.</summary>
    public static Source<T, TMat> FromGraph<T, TMat>(IGraph<SourceShape<T>, TMat> source) => Of(source);

    internal static Source<T, TMat> Of<T, TMat>(IGraph<SourceShape<T>, TMat> graph) => (Source<T, TMat>)graph;
}
