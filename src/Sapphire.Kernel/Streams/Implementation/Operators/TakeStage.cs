namespace Sapphire.Kernel.Streams.Implementation.Operators;

internal sealed class TakeStage<T>(PullIterator<T> upstream, StageScope scope, long count) : SynchronousStage<T, T>(upstream, scope, startsByItself: true)
{
    private long _left = count;

    protected override StageResult OnStart() => _left > 0 ? StageResult.Pull : StageResult.Complete;

    protected override StageResult OnPush(T element)
    {
        Current = element;
        return --_left > 0 ? StageResult.Push : StageResult.PushAndComplete;
    }
}
