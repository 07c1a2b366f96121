namespace Sapphire.Kernel.Streams.Implementation.Operators;

internal sealed class AggregateStage<TIn, TOut>(PullIterator<TIn> upstream, StageScope scope, TOut zero, Func<TOut, TIn, TOut> fold)
    : SynchronousStage<TIn, TOut>(upstream, scope)
{
    private TOut _state = zero;
    private readonly TOut _zero = zero;

    protected override StageResult OnPush(TIn element)
    {
        _state = fold(_state, element);
        return StageResult.Pull;
    }

    protected override StageResult OnUpstreamFinish()
    {
        Current = _state;
        return StageResult.PushAndComplete;
    }

    protected override StageResult OnRestart()
    {
        _state = _zero;
        return StageResult.Pull;
    }
}
