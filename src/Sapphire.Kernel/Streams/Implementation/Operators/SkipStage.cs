namespace Sapphire.Kernel.Streams.Implementation.Operators;

internal sealed class SkipStage<T>(PullIterator<T> upstream, StageScope scope, long count) : SynchronousStage<T, T>(upstream, scope)
{
    private long _left = count;

    protected override StageResult OnPush(T element)
    {
        if (_left > 0)
        {
            _left--;
            return StageResult.Pull;
        }

        Current = element;
        return StageResult.Push;
    }
}
