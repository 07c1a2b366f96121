using System.Runtime.CompilerServices;
using Sapphire.Kernel.Util;

namespace Sapphire.Kernel.Streams.Implementation.Sources;

internal sealed class UnfoldAsyncStage<TState, T>(StageScope scope, TState state, Func<TState, Task<Option<(TState State, T Element)>>> unfold) : PullIterator<T>
{
    private TState _state = state;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<bool> MoveNextAsync()
    {
        Option<(TState State, T Element)> next = await unfold(_state).WaitAsync(scope.Token);
        if (!next.HasValue) return false;
        (_state, Current) = next.Value;
        return true;
    }

    public override ValueTask CancelAsync(Exception? cause) => ValueTask.CompletedTask;
}
