namespace Sapphire.Kernel.Streams.Implementation.Operators;

internal sealed class WhereStage<T>(PullIterator<T> upstream, StageScope scope, Predicate<T> predicate) : SynchronousStage<T, T>(upstream, scope)
{
    protected override StageResult OnPush(T element)
    {
        if (!predicate(element)) return StageResult.Pull;
        Current = element;
        return StageResult.Push;
    }
}
