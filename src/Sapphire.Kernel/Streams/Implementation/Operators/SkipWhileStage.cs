namespace Sapphire.Kernel.Streams.Implementation.Operators;

internal sealed class SkipWhileStage<T>(PullIterator<T> upstream, StageScope scope, Predicate<T> predicate) : SynchronousStage<T, T>(upstream, scope)
{
    private bool _open;

    protected override StageResult OnPush(T element)
    {
        if (!_open && predicate(element)) return StageResult.Pull;
        _open = true;
        Current = element;
        return StageResult.Push;
    }

    protected override StageResult OnRestart()
    {
        _open = false;
        return StageResult.Pull;
    }
}
