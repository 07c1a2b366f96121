namespace Sapphire.Kernel.Streams.Implementation.Operators;

internal sealed class ZipWithIndexStage<T>(PullIterator<T> upstream, StageScope scope) : SynchronousStage<T, (T, long)>(upstream, scope)
{
    private long _index;

    protected override StageResult OnPush(T element)
    {
        Current = (element, _index++);
        return StageResult.Push;
    }
}
