namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>One element of each, combined; completes with the first upstream that has no more.</summary>
internal sealed class ZipWithStage<T1, T2, TOut> : WaitingStage<TOut>
{
    private readonly KeptMove<T1> _first;
    private readonly KeptMove<T2> _second;
    private readonly Func<T1, T2, TOut> _combine;

    public ZipWithStage(StageScope scope, Upstream<T1> first, Upstream<T2> second, Func<T1, T2, TOut> combine)
        : base(scope)
    {
        _first = Keep(first);
        _second = Keep(second);
        _combine = combine;
    }

    protected override StageResult Advance()
    {
        bool both = _first.TryMove() & _second.TryMove();
        if (_first.IsEnded) _first.ThrowIfFailed();
        if (_second.IsEnded) _second.ThrowIfFailed();
        if (_first.IsEnded || _second.IsEnded) return StageResult.Complete;
        if (!both) return StageResult.Pull;
        Current = _combine(_first.Take(), _second.Take());
        return StageResult.Push;
    }
}
