using Sapphire.Kernel.Streams.Dsl;

namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>Makes graphs from running stages.</summary>
internal static class Stages
{
    /// <summary>Makes a running stage from the one above it.</summary>
    public delegate PullIterator<TOut> FlowStage<TIn, TOut>(PullIterator<TIn> upstream, StageScope scope);

    /// <summary>A flow of one stage that runs in the scope it is given.</summary>
    public static Flow<TIn, TOut, NotUsed> Flow<TIn, TOut>(FlowStage<TIn, TOut> make) => new(
        (StageScope scope, Upstream<TIn> upstream, out NotUsed mat) =>
        {
            mat = NotUsed.Instance;
            return make(upstream(scope), scope);
        });

    /// <summary>A flow of one stage that makes those above in a scope of its own choice.</summary>
    public static Flow<TIn, TOut, NotUsed> Forked<TIn, TOut>(Func<StageScope, Upstream<TIn>, PullIterator<TOut>> make) => new(
        (StageScope scope, Upstream<TIn> upstream, out NotUsed mat) =>
        {
            mat = NotUsed.Instance;
            return make(scope, upstream);
        });

    /// <summary>A source of one stage.</summary>
    public static Source<T, NotUsed> Source<T>(Func<StageScope, PullIterator<T>> make) => new(
        (StageScope scope, out NotUsed mat) =>
        {
            mat = NotUsed.Instance;
            return make(scope);
        });

    /// <summary>A sink that one pump serves.</summary>
    public static Sink<T, TMat> Sink<T, TMat>(Func<StageScope, (SinkLogic<T> Logic, TMat Mat)> make) => new(
        (StageScope scope, Upstream<T> upstream, out TMat mat) =>
        {
            (SinkLogic<T> logic, mat) = make(scope);
            PullIterator<T> stages = upstream(scope);
            scope.Run.AddPump(() => Pump.RunAsync(scope, stages, logic));
        });

    /// <summary>A sink that one pump serves, and that can cancel its upstream by its scope, also while a move is pending there.</summary>
    public static Sink<T, TMat> CancellableSink<T, TMat>(Func<DetachedScope, (SinkLogic<T> Logic, TMat Mat)> make) => new(
        (StageScope scope, Upstream<T> upstream, out TMat mat) =>
        {
            DetachedScope inner = scope.Detach();
            (SinkLogic<T> logic, mat) = make(inner);
            PullIterator<T> stages = upstream(inner);
            scope.Run.AddPump(async () =>
            {
                try
                {
                    await Pump.RunAsync(inner, stages, logic);
                }
                finally
                {
                    inner.Dispose();
                }
            });
        });
}
