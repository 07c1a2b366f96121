namespace Sapphire.Kernel.Streams.Implementation.Operators;

internal sealed class TakeWithinStage<T> : WaitingStage<T>
{
    private readonly KeptMove<T> _upstream;
    private volatile bool _over;

    public TakeWithinStage(StageScope scope, Upstream<T> upstream, TimeSpan duration)
        : base(scope)
    {
        _upstream = Keep(upstream);
        CreateTimer(() =>
        {
            _over = true;
            Wake.Set();
        }).Change(duration, Timeout.InfiniteTimeSpan);
    }

    protected override StageResult Advance()
    {
        if (_over) return StageResult.Complete;
        if (!_upstream.TryMove()) return StageResult.Pull;
        _upstream.ThrowIfFailed();
        if (_upstream.IsEnded) return StageResult.Complete;
        Current = _upstream.Take();
        return StageResult.Push;
    }
}
