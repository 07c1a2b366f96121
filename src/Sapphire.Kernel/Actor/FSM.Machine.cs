namespace Sapphire.Kernel.Actor;

/// <content>The machine itself: events, transitions, timers and the end.</content>
public abstract partial class FSM<TState, TData>
{
    private readonly Dictionary<string, NamedTimer> _timers = new(StringComparer.Ordinal);
    private readonly List<IActorRef> _listeners = [];
    private ICancelable? _stateTimeout;
    private long _generation;

    /// <summary>Sends the machine a message later, or again and again. A timer of the same name is replaced; no late message of a replaced or cancelled one comes.</summary>
    /// <param name="name">Tells timers apart.</param>
    /// <param name="msg">The event.</param>
    /// <param name="timeout">After how long, and how often.</param>
    /// <param name="repeat">Whether it goes on until cancelled.</param>
    public void SetTimer(string name, object msg, TimeSpan timeout, bool repeat = false)
    {
        ArgumentNullException.ThrowIfNull(msg);
        CancelTimer(name);
        var timer = new NamedTimer(name, msg, repeat);
        IScheduler scheduler = Context.System.Scheduler;
        // What the kernel itself looks at, such as PoisonPill, is sent as it is.
        object message = msg is IAutoReceivedMessage ? msg : timer;
        timer.Cancelable = repeat
            ? scheduler.ScheduleTellRepeatedlyCancelable(timeout, timeout, Self, message, Self)
            : scheduler.ScheduleTellOnceCancelable(timeout, Self, message, Self);
        _timers.Add(name, timer);
    }

    /// <summary>Ends a timer; nothing happens when there is none.</summary>
    public void CancelTimer(string name)
    {
        if (_timers.Remove(name, out NamedTimer? timer)) timer.Cancelable!.Cancel();
    }

    /// <summary>Whether a timer is set (and, if it is for once, has not come).</summary>
    public bool IsTimerActive(string name) => _timers.ContainsKey(name);

    /// <inheritdoc />
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case TimeoutMarker marker:
                if (ReferenceEquals(marker.Owner, this) && marker.Generation == _generation) Process(StateTimeout.Instance);
                break;
            case NamedTimer timer:
                if (!_timers.TryGetValue(timer.Name, out NamedTimer? set) || !ReferenceEquals(set, timer)) break;
                if (!timer.Repeat) _timers.Remove(timer.Name);
                ProcessFresh(timer.Message);
                break;
            case SubscribeTransitionCallBack subscribe:
                Context.Watch(subscribe.ActorRef);
                if (!_listeners.Contains(subscribe.ActorRef)) _listeners.Add(subscribe.ActorRef);
                subscribe.ActorRef.Tell(new CurrentState<TState>(Self, StateName), Self);
                break;
            case UnsubscribeTransitionCallBack unsubscribe:
                Context.Unwatch(unsubscribe.ActorRef);
                _listeners.Remove(unsubscribe.ActorRef);
                break;
            default:
                // The machine may watch a listener for reasons of its own, so that it sees the end as well.
                if (message is Terminated terminated) _listeners.Remove(terminated.ActorRef);
                ProcessFresh(message);
                break;
        }

        return true;
    }

    /// <inheritdoc />
    protected override void PostStop()
    {
        // A new incarnation begins anew with StartWith, so that this is right at a restart too.
        if (_current is not null) Terminate(Stay().WithStopReason(Shutdown.Instance));
        base.PostStop();
    }

    private void ProcessFresh(object message)
    {
        _stateTimeout?.Cancel();
        _stateTimeout = null;
        _generation++;
        Process(message);
    }

    private void Process(object message)
    {
        var fsmEvent = new Event<TData>(message, StateData);
        Apply(_functions[StateName](fsmEvent) ?? _unhandled(fsmEvent)!);
    }

    private void Apply(State<TState, TData> next)
    {
        if (next.StopReason is null)
        {
            MakeTransition(next);
            return;
        }

        Reply(next);
        Terminate(next);
        Context.Stop(Self);
    }

    private void MakeTransition(State<TState, TData> next)
    {
        if (!_functions.ContainsKey(next.StateName))
        {
            Terminate(Stay().WithStopReason(new Failure($"Next state {next.StateName} does not exist")));
            Context.Stop(Self);
            return;
        }

        Reply(next);
        State<TState, TData> previous = Current;
        if (next.Notifies || !EqualityComparer<TState>.Default.Equals(previous.StateName, next.StateName))
        {
            _next = next;
            try
            {
                foreach (TransitionHandler handler in _transitionHandlers) handler(previous.StateName, next.StateName);
                foreach (IActorRef listener in _listeners) listener.Tell(new Transition<TState>(Self, previous.StateName, next.StateName), Self);
            }
            finally
            {
                _next = null;
            }
        }

        _current = next;
        if ((next.Timeout ?? _timeouts[next.StateName]) is { } timeout && timeout < TimeSpan.MaxValue)
        {
            _stateTimeout = Context.System.Scheduler.ScheduleTellOnceCancelable(timeout, Self, new TimeoutMarker(this, _generation), Self);
        }
    }

    private void Reply(State<TState, TData> next)
    {
        for (int i = next.Replies.Count - 1; i >= 0; i--) Sender.Tell(next.Replies[i], Self);
    }

    private void Terminate(State<TState, TData> last)
    {
        if (Current.StopReason is not null) return;
        LogTermination(last.StopReason!);
        foreach (NamedTimer timer in _timers.Values) timer.Cancelable!.Cancel();
        _timers.Clear();
        _stateTimeout?.Cancel();
        _stateTimeout = null;
        _current = last;
        _onTermination?.Invoke(new StopEvent<TState, TData>(last.StopReason!, last.StateName, last.StateData));
    }

    /// <summary>One timer, and the message that it sends: identity tells it from a later one of the same name, and from one of an earlier incarnation.</summary>
    private sealed class NamedTimer(string name, object message, bool repeat) : INoSerializationVerificationNeeded, Sapphire.Kernel.Event.IDeadLetterSuppression
    {
        public string Name => name;

        public object Message => message;

        public bool Repeat => repeat;

        public ICancelable? Cancelable { get; set; }
    }

    private sealed class TimeoutMarker(object owner, long generation) : INoSerializationVerificationNeeded, Sapphire.Kernel.Event.IDeadLetterSuppression
    {
        public object Owner => owner;

        public long Generation => generation;
    }
}
