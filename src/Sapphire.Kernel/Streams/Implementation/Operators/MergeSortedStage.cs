namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>Two sorted upstreams as one; waits until both have an element, or one has ended.</summary>
internal sealed class MergeSortedStage<T> : WaitingStage<T>
{
    private readonly KeptMove<T> _left;
    private readonly KeptMove<T> _right;
    private readonly Func<T, T, int> _compare;

    public MergeSortedStage(StageScope scope, Upstream<T> left, Upstream<T> right, Func<T, T, int> compare)
        : base(scope)
    {
        _left = Keep(left);
        _right = Keep(right);
        _compare = compare;
    }

    protected override StageResult Advance()
    {
        bool both = _left.TryMove() & _right.TryMove();
        if (_left.IsEnded) _left.ThrowIfFailed();
        if (_right.IsEnded) _right.ThrowIfFailed();
        if (!both) return StageResult.Pull;
        if (_left.IsEnded && _right.IsEnded) return StageResult.Complete;
        bool takesRight = _left.IsEnded || (!_right.IsEnded && _compare(_left.Current, _right.Current) > 0);
        Current = (takesRight ? _right : _left).Take();
        return StageResult.Push;
    }
}
