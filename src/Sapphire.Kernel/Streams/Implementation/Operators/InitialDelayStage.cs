namespace Sapphire.Kernel.Streams.Implementation.Operators;

internal sealed class InitialDelayStage<T> : WaitingStage<T>
{
    private readonly KeptMove<T> _upstream;
    private volatile bool _open;

    public InitialDelayStage(StageScope scope, Upstream<T> upstream, TimeSpan delay)
        : base(scope)
    {
        _upstream = Keep(upstream);
        _open = delay <= TimeSpan.Zero;
        if (_open) return;
        CreateTimer(() =>
        {
            _open = true;
            Wake.Set();
        }).Change(delay, Timeout.InfiniteTimeSpan);
    }

    protected override StageResult Advance()
    {
        if (!_open || !_upstream.TryMove()) return StageResult.Pull;
        _upstream.ThrowIfFailed();
        if (_upstream.IsEnded) return StageResult.Complete;
        Current = _upstream.Take();
        return StageResult.Push;
    }
}
