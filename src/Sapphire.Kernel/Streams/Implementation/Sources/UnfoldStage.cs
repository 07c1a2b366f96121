using Sapphire.Kernel.Util;

namespace Sapphire.Kernel.Streams.Implementation.Sources;

internal sealed class UnfoldStage<TState, T>(TState state, Func<TState, Option<(TState State, T Element)>> unfold) : PullIterator<T>
{
    private TState _state = state;

    public override ValueTask<bool> MoveNextAsync()
    {
        Option<(TState State, T Element)> next = unfold(_state);
        if (!next.HasValue) return new ValueTask<bool>(false);
        (_state, Current) = next.Value;
        return new ValueTask<bool>(true);
    }

    public override ValueTask CancelAsync(Exception? cause) => ValueTask.CompletedTask;
}
