namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>Emits an element of its own when none has come for a time. Draws one element ahead, so that true ones go first.</summary>
internal sealed class KeepAliveStage<TIn, TOut> : WaitingStage<TOut>
    where TIn : TOut
{
    private readonly KeptMove<TIn> _upstream;
    private readonly TimeSpan _timeout;
    private readonly Func<TOut> _inject;
    private readonly ITimer _timer;
    private long _since;

    public KeepAliveStage(StageScope scope, Upstream<TIn> upstream, TimeSpan timeout, Func<TOut> inject)
        : base(scope)
    {
        _upstream = Keep(upstream);
        _timeout = timeout;
        _inject = inject;
        _since = scope.TimeProvider.GetTimestamp();
        _timer = CreateTimer(Wake.Set);
    }

    protected override StageResult Advance()
    {
        if (_upstream.TryMove())
        {
            _upstream.ThrowIfFailed();
            if (_upstream.IsEnded) return StageResult.Complete;
            Current = _upstream.Take();
            _upstream.TryMove();
        }
        else
        {
            TimeSpan left = _timeout - Scope.TimeProvider.GetElapsedTime(_since);
            if (left > TimeSpan.Zero)
            {
                _timer.Change(left, Timeout.InfiniteTimeSpan);
                return StageResult.Pull;
            }

            Current = _inject();
        }

        _since = Scope.TimeProvider.GetTimestamp();
        return StageResult.Push;
    }
}
