using Sapphire.Kernel.Streams.Dsl;
using Sapphire.Kernel.Streams.Implementation.Operators;

namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>The operators, once each; sources and flows offer them under the same names.</summary>
internal static class OperatorFlows
{
    public static Flow<TIn, TOut, NotUsed> Select<TIn, TOut>(Func<TIn, TOut> mapper)
    {
        ArgumentNullException.ThrowIfNull(mapper);
        return Stages.Flow<TIn, TOut>((upstream, scope) => new SelectStage<TIn, TOut>(upstream, scope, mapper));
    }

    public static Flow<T, T, NotUsed> Where<T>(Predicate<T> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return Stages.Flow<T, T>((upstream, scope) => new WhereStage<T>(upstream, scope, predicate));
    }

    public static Flow<T, T, Task<Done>> WatchTermination<T>() => new((StageScope scope, Upstream<T> upstream, out Task<Done> mat) =>
    {
        TaskCompletionSource<Done> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        mat = ended.Task;
        return new WatchTerminationStage<T>(upstream(scope), scope, ended);
    });
}
