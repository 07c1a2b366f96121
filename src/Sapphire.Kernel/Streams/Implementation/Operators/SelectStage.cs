namespace Sapphire.Kernel.Streams.Implementation.Operators;

internal sealed class SelectStage<TIn, TOut>(PullIterator<TIn> upstream, StageScope scope, Func<TIn, TOut> mapper) : SynchronousStage<TIn, TOut>(upstream, scope)
{
    protected override StageResult OnPush(TIn element)
    {
        Current = mapper(element);
        return StageResult.Push;
    }
}
