namespace Sapphire.Kernel.Actor;

/// <content>The receive timeout.</content>
internal sealed partial class ActorCell
{
    private ReceiveTimeoutState? _receiveTimeout;

    TimeSpan? IActorContext.ReceiveTimeout => _receiveTimeout?.Timeout;

    public void SetReceiveTimeout(TimeSpan? receiveTimeout)
    {
        CancelReceiveTimeout();
        if (receiveTimeout is not { } timeout || timeout == Timeout.InfiniteTimeSpan) return;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero, nameof(receiveTimeout));
        _receiveTimeout = new ReceiveTimeoutState(this, timeout);
    }

    private void CancelReceiveTimeout()
    {
        _receiveTimeout?.Cancel();
        _receiveTimeout = null;
    }

    private void HandleReceiveTimeoutTick(ReceiveTimeoutTick tick)
    {
        if (!ReferenceEquals(tick.State, _receiveTimeout)) return;
        if (_receiveTimeout!.Rearm()) return;
        try
        {
            _message = ReceiveTimeout.Instance;
            ReceiveMessage(ReceiveTimeout.Instance);
        }
        finally
        {
            // Still in force, unless the handler changed it: then it was touched or cancelled there.
            tick.State.Restart();
        }
    }

    /// <summary>One timer however many messages come: a tick that comes too early, since a message came after it was armed, is armed anew for the rest.</summary>
    private sealed class ReceiveTimeoutState
    {
        private readonly ActorCell _cell;
        private readonly ReceiveTimeoutTick _tick;
        private long _touched;
        private ICancelable? _timer;
        private bool _cancelled;

        public ReceiveTimeoutState(ActorCell cell, TimeSpan timeout)
        {
            _cell = cell;
            Timeout = timeout;
            _tick = new ReceiveTimeoutTick(this);
            Restart();
        }

        public TimeSpan Timeout { get; }

        public void Touch() => _touched = _cell.System.TimeProvider.GetTimestamp();

        public void Restart()
        {
            if (_cancelled) return;
            Touch();
            Arm(Timeout);
        }

        /// <returns>False when the timeout has passed.</returns>
        public bool Rearm()
        {
            TimeSpan left = Timeout - _cell.System.TimeProvider.GetElapsedTime(_touched);
            if (left <= TimeSpan.Zero) return false;
            Arm(left);
            return true;
        }

        public void Cancel()
        {
            _cancelled = true;
            _timer?.Cancel();
        }

        private void Arm(TimeSpan after) => _timer = _cell.System.Scheduler.ScheduleTellOnceCancelable(after, _cell.Self, _tick, _cell.Self);
    }

    private sealed class ReceiveTimeoutTick(ReceiveTimeoutState state) : IAutoReceivedMessage, INoSerializationVerificationNeeded, Event.IDeadLetterSuppression
    {
        public ReceiveTimeoutState State => state;
    }
}
