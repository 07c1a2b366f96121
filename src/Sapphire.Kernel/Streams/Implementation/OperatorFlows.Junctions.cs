using Sapphire.Kernel.Streams.Dsl;
using Sapphire.Kernel.Streams.Implementation.Operators;
using Sapphire.Kernel.Util;

namespace Sapphire.Kernel.Streams.Implementation;

/// <content>Several sources, several sinks, failures and the end.</content>
internal static partial class OperatorFlows
{
    public static Flow<T, T, TMat> Concat<T, TMat>(IGraph<SourceShape<T>, TMat> other, bool prepend) => FanIn<T, T, T, TMat>(other, (scope, above, source) =>
    {
        // The stages above are made first, as everywhere.
        PullIterator<T> own = above(scope);
        PullIterator<T> others = source(scope);
        return new ConcatStage<T>(prepend ? [others, own] : [own, others]);
    });

    public static Flow<T, T, TMat> OrElse<T, TMat>(IGraph<SourceShape<T>, TMat> secondary) =>
        FanIn<T, T, T, TMat>(secondary, static (scope, above, source) => new OrElseStage<T>(above(scope), source(scope)));

    public static Flow<T, T, TMat> Merge<T, TMat>(IGraph<SourceShape<T>, TMat> other, bool eagerComplete) =>
        FanIn<T, T, T, TMat>(other, (scope, above, source) => new MergeStage<T>(scope, [above, source], eagerComplete));

    public static Flow<T, T, TMat> MergeSorted<T, TMat>(IGraph<SourceShape<T>, TMat> other, Func<T, T, int> orderFunc)
    {
        ArgumentNullException.ThrowIfNull(orderFunc);
        return FanIn<T, T, T, TMat>(other, (scope, above, source) => new MergeSortedStage<T>(scope, above, source, orderFunc));
    }

    public static Flow<T, T, TMat> Interleave<T, TMat>(IGraph<SourceShape<T>, TMat> other, int segmentSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(segmentSize, 1);
        return FanIn<T, T, T, TMat>(other, (scope, above, source) => new InterleaveStage<T>([above(scope), source(scope)], segmentSize, eagerClose: false));
    }

    public static Flow<T, TOut, TMat> ZipWith<T, T2, TOut, TMat>(IGraph<SourceShape<T2>, TMat> other, Func<T, T2, TOut> combine)
    {
        ArgumentNullException.ThrowIfNull(combine);
        return FanIn<T, T2, TOut, TMat>(other, (scope, above, source) => new ZipWithStage<T, T2, TOut>(scope, above, source, combine));
    }

    public static Flow<T, T, TMat> AlsoTo<T, TMat>(IGraph<SinkShape<T>, TMat> that, bool propagateFailure) =>
        FanOut(that, (scope, upstream) => new BroadcastStage<T>(scope, upstream, 2, propagateFailure).Start());

    public static Flow<T, T, TMat> DivertTo<T, TMat>(IGraph<SinkShape<T>, TMat> that, Func<T, bool> when)
    {
        ArgumentNullException.ThrowIfNull(when);
        return FanOut(that, (scope, upstream) => new PartitionStage<T>(scope, upstream, 2, element => when(element) ? 1 : 0).Start());
    }

    public static Flow<T, T, TMat> WireTap<T, TMat>(IGraph<SinkShape<T>, TMat> that) => FanOut(that, static (scope, upstream) =>
    {
        WireTapStage<T>.Tap tap = new();
        return [inner => new WireTapStage<T>(upstream(inner), inner, tap), tap.Open];
    });

    public static Flow<T, T, NotUsed> Recover<T>(Func<Exception, Option<T>> partialFunc)
    {
        ArgumentNullException.ThrowIfNull(partialFunc);
        return Stages.Flow<T, T>((upstream, scope) => new RecoverStage<T>(upstream, scope, partialFunc));
    }

    public static Flow<T, T, NotUsed> RecoverWithRetries<T, TMat>(Func<Exception, IGraph<SourceShape<T>, TMat>?> partialFunc, int attempts)
    {
        ArgumentNullException.ThrowIfNull(partialFunc);
        return Stages.Flow<T, T>((upstream, scope) => new RecoverWithStage<T, TMat>(upstream, scope, partialFunc, attempts));
    }

    public static Flow<T, T, NotUsed> SelectError<T>(Func<Exception, Exception> selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return Stages.Flow<T, T>((upstream, scope) => new SelectErrorStage<T>(upstream, scope, selector));
    }

    public static Flow<T, T, Task<Done>> WatchTermination<T>() => new((StageScope scope, Upstream<T> upstream, out Task<Done> mat) =>
    {
        TaskCompletionSource<Done> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        mat = ended.Task;
        return new WatchTerminationStage<T>(upstream(scope), scope, ended);
    });

    private static Flow<T, TOut, TMat> FanIn<T, T2, TOut, TMat>(
        IGraph<SourceShape<T2>, TMat> other, Func<StageScope, Upstream<T>, Upstream<T2>, PullIterator<TOut>> make)
    {
        Source<T2, TMat> source = Source.Of(other);
        return new Flow<T, TOut, TMat>((StageScope scope, Upstream<T> upstream, out TMat mat) =>
        {
            TMat right = default!;
            PullIterator<TOut> stage = make(scope, upstream, inner => source.Materialize(inner, out right));
            mat = right;
            return stage;
        });
    }

    // The first outlet goes on downstream. The sink runs by itself: it does not end because downstream has had enough.
    private static Flow<T, T, TMat> FanOut<T, TMat>(IGraph<SinkShape<T>, TMat> that, Func<StageScope, Upstream<T>, Upstream<T>[]> split)
    {
        Sink<T, TMat> sink = Sink.Of(that);
        return new Flow<T, T, TMat>((StageScope scope, Upstream<T> upstream, out TMat mat) =>
        {
            Upstream<T>[] outlets = split(scope, upstream);
            PullIterator<T> stage = outlets[0](scope);
            sink.Materialize(scope.Fork(), outlets[1], out mat);
            return stage;
        });
    }
}
