using Sapphire.Kernel.Util;

namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>Puts elements at the start, between, and at the end.</summary>
internal sealed class IntersperseStage<T>(PullIterator<T> upstream, StageScope scope, Option<T> start, T inject, Option<T> end) : SynchronousStage<T, T>(upstream, scope)
{
    private T _pending = default!;
    private bool _hasPending;
    private bool _started;
    private bool _atEnd;

    public override ValueTask<bool> MoveNextAsync()
    {
        if (!_hasPending) return base.MoveNextAsync();
        _hasPending = false;
        Current = _pending;
        _pending = default!;
        return new ValueTask<bool>(true);
    }

    protected override StageResult OnPush(T element)
    {
        bool first = !_started;
        _started = true;
        if (first && !start.HasValue)
        {
            Current = element;
            return StageResult.Push;
        }

        Current = first ? start.Value : inject;
        _pending = element;
        _hasPending = true;
        return StageResult.Push;
    }

    protected override StageResult OnUpstreamFinish()
    {
        if (!_started && start.HasValue)
        {
            _started = true;
            Current = start.Value;
            return StageResult.Push;
        }

        if (_atEnd || !end.HasValue) return StageResult.Complete;
        _atEnd = true;
        Current = end.Value;
        return StageResult.PushAndComplete;
    }
}
