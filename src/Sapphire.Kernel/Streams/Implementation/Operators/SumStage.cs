namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>A fold that begins with the first element.</summary>
internal sealed class SumStage<T>(PullIterator<T> upstream, StageScope scope, Func<T, T, T> reduce) : SynchronousStage<T, T>(upstream, scope)
{
    private T _state = default!;
    private bool _hasState;

    protected override StageResult OnPush(T element)
    {
        _state = _hasState ? reduce(_state, element) : element;
        _hasState = true;
        return StageResult.Pull;
    }

    protected override StageResult OnUpstreamFinish()
    {
        if (!_hasState) throw new NoSuchElementException("The stream that was to be summed up is empty.");
        Current = _state;
        return StageResult.PushAndComplete;
    }

    protected override StageResult OnRestart()
    {
        _hasState = false;
        return StageResult.Pull;
    }
}
