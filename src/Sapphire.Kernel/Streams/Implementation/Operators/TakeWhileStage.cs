namespace Sapphire.Kernel.Streams.Implementation.Operators;

internal sealed class TakeWhileStage<T>(PullIterator<T> upstream, StageScope scope, Predicate<T> predicate, bool inclusive) : SynchronousStage<T, T>(upstream, scope)
{
    protected override StageResult OnPush(T element)
    {
        bool goesOn = predicate(element);
        if (!goesOn && !inclusive) return StageResult.Complete;
        Current = element;
        return goesOn ? StageResult.Push : StageResult.PushAndComplete;
    }
}
