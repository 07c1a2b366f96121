using Sapphire.Kernel.Streams.Supervision;

namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>
/// A bucket of tokens, refilled one by one; an element takes what it costs. Where there are too few, it waits for the rest
/// (shaping), or the stream fails (enforcing).
/// </summary>
internal sealed class ThrottleStage<T> : WaitingStage<T>
{
    private readonly KeptMove<T> _upstream;
    private readonly long _ticksPerToken;
    private readonly int _burst;
    private readonly Func<T, int> _cost;
    private readonly bool _enforces;
    private readonly Decider? _decider;
    private readonly TimeProvider _clock;
    private readonly long _start;
    private readonly ITimer _timer;
    private long _tokens;
    private long _lastToken;
    private long _due;
    private bool _holds;

    public ThrottleStage(StageScope scope, Upstream<T> upstream, long ticksPerToken, int burst, Func<T, int> cost, ThrottleMode mode)
        : base(scope)
    {
        _upstream = Keep(upstream);
        _ticksPerToken = ticksPerToken;
        _burst = burst;
        _cost = cost;
        _enforces = mode == ThrottleMode.Enforcing;
        _decider = scope.Decider;
        _clock = scope.TimeProvider;
        _start = _clock.GetTimestamp();
        _tokens = burst;
        _timer = CreateTimer(Wake.Set);
    }

    private long Now => _clock.GetElapsedTime(_start).Ticks;

    protected override StageResult Advance()
    {
        while (!_holds)
        {
            if (!_upstream.TryMove()) return StageResult.Pull;
            _upstream.ThrowIfFailed();
            if (_upstream.IsEnded) return StageResult.Complete;
            Current = _upstream.Take();
            if (!TryCost(Current, out int cost))
            {
                Scope.ThrowIfCancelled();
                continue;
            }

            long delay = Offer(cost);
            if (delay == 0) return StageResult.Push;
            if (_enforces) throw new OverflowException("Elements come faster than the throttle allows.");
            _due = Now + delay;
            _holds = true;
        }

        long left = _due - Now;
        if (left > 0)
        {
            _timer.Change(TimeSpan.FromTicks(left), Timeout.InfiniteTimeSpan);
            return StageResult.Pull;
        }

        _holds = false;
        return StageResult.Push;
    }

    private bool TryCost(T element, out int cost)
    {
        try
        {
            cost = _cost(element);
            return true;
        }
        catch (Exception ex) when (_decider is not null && _decider(ex) != Directive.Stop)
        {
            cost = 0;
            return false;
        }
    }

    // How long until there are tokens for the cost, in ticks; they are spent already.
    private long Offer(int cost)
    {
        long now = Now;
        long arrived = (now - _lastToken) / _ticksPerToken;
        if (arrived > 0)
        {
            _lastToken += arrived * _ticksPerToken;
            _tokens = Math.Min(_tokens + arrived, _burst);
        }

        if (cost <= _tokens)
        {
            _tokens -= cost;
            return 0;
        }

        long delay = ((cost - _tokens) * _ticksPerToken) - (now - _lastToken);
        _tokens = 0;
        _lastToken = now + delay;
        return delay;
    }
}
