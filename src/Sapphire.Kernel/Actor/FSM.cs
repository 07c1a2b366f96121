#pragma warning disable CA1000, CA1003 // Akka.NET's shapes.
namespace Sapphire.Kernel.Actor;

/// <summary>
/// An actor as a state machine: for each state a function from event and data to the next state. Declare all in the constructor:
/// <see cref="StartWith"/>, <see cref="When"/>…, and <see cref="Initialize"/> last.
/// <code>
///  event ─► function of the state ─ null ─► WhenUnhandled ─► next state
///             GoTo(s): handlers of transitions run, also from s to s      Stay(): they do not
///             Stop(r): OnTermination, then the actor stops
///  within a state:  any event ends its time-out; entering (or staying) begins a new one
/// </code>
/// A state that was never declared with <see cref="When"/> ends the machine with <see cref="FSMBase.Failure"/>, and, other than in
/// Akka.NET, stops its actor too, which could do nothing any more. There is no debug log of transitions: subscribe to them.
/// </summary>
/// <typeparam name="TState">The names of the states, such as an enumeration.</typeparam>
/// <typeparam name="TData">The data that goes with them.</typeparam>
public abstract partial class FSM<TState, TData> : FSMBase
    where TState : notnull
{
    private readonly Dictionary<TState, StateFunction> _functions = [];
    private readonly Dictionary<TState, TimeSpan?> _timeouts = [];
    private readonly List<TransitionHandler> _transitionHandlers = [];
    private StateFunction _unhandled;
    private Action<StopEvent<TState, TData>>? _onTermination;
    private State<TState, TData>? _current;
    private State<TState, TData>? _next;

    /// <summary>Called by the kernel.</summary>
    protected FSM() => _unhandled = HandleEventDefault;

    /// <summary>What a state does about an event; null when it does not know it.</summary>
    public delegate State<TState, TData>? StateFunction(Event<TData> fsmEvent);

    /// <summary>Sees a transition before it is done.</summary>
    public delegate void TransitionHandler(TState initialState, TState nextState);

    /// <summary>The present state.</summary>
    /// <exception cref="Pattern.IllegalStateException">Before <see cref="StartWith"/>.</exception>
    public TState StateName => Current.StateName;

    /// <summary>The present data.</summary>
    /// <exception cref="Pattern.IllegalStateException">Before <see cref="StartWith"/>.</exception>
    public TData StateData => Current.StateData;

    /// <summary>The data of the state that is being entered; only in a handler of <see cref="OnTransition"/>.</summary>
    /// <exception cref="InvalidOperationException">Anywhere else.</exception>
    public TData NextStateData => _next is { } next
        ? next.StateData
        : throw new InvalidOperationException($"{nameof(NextStateData)} is there only in a handler given to {nameof(OnTransition)}.");

    private State<TState, TData> Current => _current
        ?? throw new Pattern.IllegalStateException($"Call {nameof(StartWith)} before anything that needs the state.");

    /// <summary>Declares what a state does. Declared again, the later function gets what the earlier ones return null for.</summary>
    /// <param name="stateName">The state.</param>
    /// <param name="func">What it does.</param>
    /// <param name="timeout">After so long without an event it gets <see cref="FSMBase.StateTimeout"/>; null for never.</param>
    public void When(TState stateName, StateFunction func, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(func);
        if (_functions.TryGetValue(stateName, out StateFunction? earlier))
        {
            _functions[stateName] = e => earlier(e) ?? func(e);
            _timeouts[stateName] ??= timeout;
        }
        else
        {
            _functions.Add(stateName, func);
            _timeouts.TryAdd(stateName, timeout);
        }
    }

    /// <summary>The first state. Has no effect on the outside before <see cref="Initialize"/>.</summary>
    public void StartWith(TState stateName, TData stateData, TimeSpan? timeout = null) => _current = new State<TState, TData>(stateName, stateData, timeout);

    /// <summary>What no state's function knows. Without it, such an event is logged as a warning and the state stays.</summary>
    public void WhenUnhandled(StateFunction stateFunction)
    {
        ArgumentNullException.ThrowIfNull(stateFunction);
        _unhandled = e => stateFunction(e) ?? HandleEventDefault(e);
    }

    /// <summary>Runs on each transition; several run in the order of the calls.</summary>
    public void OnTransition(TransitionHandler transitionHandler)
    {
        ArgumentNullException.ThrowIfNull(transitionHandler);
        _transitionHandlers.Add(transitionHandler);
    }

    /// <summary>Runs once when the machine ends, however it does; the last one declared counts.</summary>
    public void OnTermination(Action<StopEvent<TState, TData>> terminationHandler)
    {
        ArgumentNullException.ThrowIfNull(terminationHandler);
        _onTermination = terminationHandler;
    }

    /// <summary>Changes how long a state lasts at most, from its next entry; null for ever.</summary>
    public void SetStateTimeout(TState state, TimeSpan? timeout) => _timeouts[state] = timeout;

    /// <summary>Enters the first state: its time-out begins, and handlers of transitions see it enter itself.</summary>
    /// <exception cref="Pattern.IllegalStateException">Before <see cref="StartWith"/>.</exception>
    public void Initialize() => MakeTransition(Current);

    /// <summary>To a state, with the present data.</summary>
    public State<TState, TData> GoTo(TState nextStateName) => new(nextStateName, Current.StateData);

    /// <summary>Stays, with the present data; no transition, but the state's time-out begins anew.</summary>
    public State<TState, TData> Stay() => new(Current.StateName, Current.StateData, notifies: false);

    /// <summary>Ends the machine.</summary>
    public State<TState, TData> Stop() => Stop(Normal.Instance);

    /// <summary>Ends the machine for a reason.</summary>
    public State<TState, TData> Stop(Reason reason) => Stop(reason, Current.StateData);

    /// <summary>Ends the machine for a reason, with its last data.</summary>
    public State<TState, TData> Stop(Reason reason, TData stateData) => Stay().Using(stateData).WithStopReason(reason);

    /// <summary>Wraps a function, to change what it returns: <c>Transform(f).Using(state => …)</c>.</summary>
    public TransformHelper Transform(StateFunction func) => new(func);

    /// <summary>Logs a failure when the machine ends with one; override it for more.</summary>
    protected virtual void LogTermination(Reason reason)
    {
        if (reason is not Failure failure) return;
        if (failure.Cause is Exception cause) Event.Logging.GetLogger(Context).Error(cause, "terminating due to Failure");
        else Event.Logging.GetLogger(Context).Error("{Cause}", failure.Cause);
    }

    private State<TState, TData> HandleEventDefault(Event<TData> fsmEvent)
    {
        Event.Logging.GetLogger(Context).Warning("unhandled event {Event} in state {State}", fsmEvent.FsmEvent, StateName);
        return Stay();
    }

    /// <summary>The result of <see cref="Transform"/>.</summary>
    public sealed class TransformHelper(StateFunction func)
    {
        /// <summary>The function before.</summary>
        public StateFunction Func { get; } = func;

        /// <summary>The function and then the change; null stays null.</summary>
        public StateFunction Using(Func<State<TState, TData>, State<TState, TData>> andThen)
        {
            ArgumentNullException.ThrowIfNull(andThen);
            return e => Func(e) is { } state ? andThen(state) : null;
        }
    }
}
