namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>Bridges the time until the next element with a sequence made of the last one; each element gives at least its first.</summary>
internal sealed class ExpandStage<TIn, TOut> : WaitingStage<TOut>
{
    private readonly KeptMove<TIn> _upstream;
    private readonly Func<TIn, IEnumerator<TOut>> _extrapolate;
    private IEnumerator<TOut>? _sequence;
    private bool _hasNext;
    private bool _expanded = true;

    public ExpandStage(StageScope scope, Upstream<TIn> upstream, Func<TIn, IEnumerator<TOut>> extrapolate)
        : base(scope)
    {
        _upstream = Keep(upstream);
        _extrapolate = extrapolate;
    }

    protected override StageResult Advance()
    {
        while (_expanded && _upstream.TryMove())
        {
            _upstream.ThrowIfFailed();
            if (_upstream.IsEnded) return StageResult.Complete;
            _sequence?.Dispose();
            _sequence = _extrapolate(_upstream.Take());
            _hasNext = _sequence.MoveNext();
            _expanded = !_hasNext;
            Scope.ThrowIfCancelled();
        }

        if (!_hasNext) return StageResult.Pull;
        Current = _sequence!.Current;
        _expanded = true;
        _hasNext = _sequence.MoveNext();
        return StageResult.Push;
    }

    protected override void OnStop() => _sequence?.Dispose();
}
