namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>
/// Fails with a <see cref="TimeoutException"/>, also while nobody pulls: upstream is cancelled when the time is up, the
/// reader hears of it at its next pull. One timer, set anew for what is left when it fires early.
/// </summary>
internal sealed class TimeoutStage<T> : WaitingStage<T>
{
    private readonly KeptMove<T> _upstream;
    private readonly TimeoutKind _kind;
    private readonly TimeSpan _timeout;
    private readonly ITimer _timer;
    private long _since;
    private volatile bool _demanded;
    private volatile bool _off;

    public TimeoutStage(StageScope scope, Upstream<T> upstream, TimeoutKind kind, TimeSpan timeout)
        : base(scope)
    {
        _upstream = Keep(upstream);
        _kind = kind;
        _timeout = timeout;
        _since = scope.TimeProvider.GetTimestamp();
        _timer = CreateTimer(OnTimer);
        _timer.Change(timeout, Timeout.InfiniteTimeSpan);
    }

    protected override StageResult Advance()
    {
        _demanded = true;
        _upstream.ThrowIfFailed();
        if (!_upstream.TryMove()) return StageResult.Pull;
        _upstream.ThrowIfFailed();
        if (_upstream.IsEnded) return StageResult.Complete;
        Current = _upstream.Take();
        if (_kind == TimeoutKind.Initial) _off = true;
        else if (_kind != TimeoutKind.Completion) Volatile.Write(ref _since, Scope.TimeProvider.GetTimestamp());
        _demanded = false;
        return StageResult.Push;
    }

    protected override void OnStop() => _off = true;

    private void OnTimer()
    {
        if (_off) return;
        if (_kind == TimeoutKind.Backpressure && _demanded)
        {
            _timer.Change(_timeout, Timeout.InfiniteTimeSpan);
            return;
        }

        TimeSpan left = _timeout - Scope.TimeProvider.GetElapsedTime(Volatile.Read(ref _since));
        if (left > TimeSpan.Zero) _timer.Change(left, Timeout.InfiniteTimeSpan);
        else _upstream.Abort(Failure());
    }

    private TimeoutException Failure() => new(_kind switch
    {
        TimeoutKind.Initial => $"The first element has not yet passed through in {_timeout}.",
        TimeoutKind.Completion => $"The stream has not been completed in {_timeout}.",
        TimeoutKind.Idle => $"No elements passed in the last {_timeout}.",
        _ => $"No demand signalled in the last {_timeout}.",
    });
}
