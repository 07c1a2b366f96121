namespace Sapphire.Kernel.Streams.Implementation.Operators;

internal sealed class CollectStage<TIn, TOut>(PullIterator<TIn> upstream, StageScope scope, Func<TIn, bool> isDefined, Func<TIn, TOut> collector)
    : SynchronousStage<TIn, TOut>(upstream, scope)
{
    protected override StageResult OnPush(TIn element)
    {
        if (!isDefined(element)) return StageResult.Pull;
        Current = collector(element);
        return StageResult.Push;
    }
}
