#pragma warning disable CA1815, CA1000, S2094 // Akka.NET's shapes.
namespace Sapphire.Kernel.Actor;

/// <summary>The messages and values of <see cref="FSM{TState, TData}"/>.</summary>
public abstract class FSMBase : ActorBase
{
    /// <summary>Sent once to whoever subscribes to transitions: where the machine is now.</summary>
    public sealed record CurrentState<TS>(IActorRef FsmRef, TS State) : INoSerializationVerificationNeeded;

    /// <summary>Sent to subscribers at each transition, also at one from a state to itself by <c>GoTo</c>.</summary>
    public sealed record Transition<TS>(IActorRef FsmRef, TS From, TS To) : INoSerializationVerificationNeeded
    {
        /// <inheritdoc />
        public override string ToString() => $"Transition({From}, {To})";
    }

    /// <summary>Asks the machine to send its transitions to an actor; it answers there with <see cref="CurrentState{TS}"/>.</summary>
    public sealed class SubscribeTransitionCallBack(IActorRef actorRef) : INoSerializationVerificationNeeded
    {
        /// <summary>Who wants them.</summary>
        public IActorRef ActorRef { get; } = actorRef;
    }

    /// <summary>Takes the subscription back.</summary>
    public sealed class UnsubscribeTransitionCallBack(IActorRef actorRef) : INoSerializationVerificationNeeded
    {
        /// <summary>Who wants no more.</summary>
        public IActorRef ActorRef { get; } = actorRef;
    }

    /// <summary>Why a machine ended.</summary>
    public abstract class Reason : INoSerializationVerificationNeeded;

    /// <summary>It stopped itself with <c>Stop()</c>.</summary>
    public sealed class Normal : Reason
    {
        private Normal()
        {
        }

        /// <summary>The one instance.</summary>
        public static Normal Instance { get; } = new();

        /// <inheritdoc />
        public override string ToString() => "Normal";
    }

    /// <summary>Its actor was stopped from outside, or restarts.</summary>
    public sealed class Shutdown : Reason
    {
        private Shutdown()
        {
        }

        /// <summary>The one instance.</summary>
        public static Shutdown Instance { get; } = new();

        /// <inheritdoc />
        public override string ToString() => "Shutdown";
    }

    /// <summary>It stopped itself because of an error.</summary>
    public sealed class Failure(object cause) : Reason
    {
        /// <summary>An exception, or a text.</summary>
        public object Cause { get; } = cause;

        /// <inheritdoc />
        public override string ToString() => $"Failure({Cause})";
    }

    /// <summary>The event of a state that lasted its longest time without any event.</summary>
    public sealed class StateTimeout : INoSerializationVerificationNeeded
    {
        private StateTimeout()
        {
        }

        /// <summary>The one instance.</summary>
        public static StateTimeout Instance { get; } = new();

        /// <inheritdoc />
        public override string ToString() => "StateTimeout";
    }

    /// <summary>What happens, with the data of the machine at that moment.</summary>
    public readonly struct Event<TD>(object fsmEvent, TD stateData) : INoSerializationVerificationNeeded
    {
        /// <summary>The message.</summary>
        public object FsmEvent { get; } = fsmEvent;

        /// <summary>The data.</summary>
        public TD StateData { get; } = stateData;

        /// <inheritdoc />
        public override string ToString() => $"Event: <{FsmEvent}>, StateData: <{StateData}>";
    }

    /// <summary>The end of a machine, for <c>OnTermination</c>.</summary>
    public sealed class StopEvent<TS, TD>(Reason reason, TS terminatedState, TD stateData) : INoSerializationVerificationNeeded
    {
        /// <summary>Why.</summary>
        public Reason Reason { get; } = reason;

        /// <summary>In which state.</summary>
        public TS TerminatedState { get; } = terminatedState;

        /// <summary>With which data.</summary>
        public TD StateData { get; } = stateData;

        /// <inheritdoc />
        public override string ToString() => $"Reason: <{Reason}>, TerminatedState: <{TerminatedState}>, StateData: <{StateData}>";
    }

    /// <summary>A state with its data, and what is to happen on the way into it. Immutable.</summary>
    public sealed class State<TS, TD> : IEquatable<State<TS, TD>>
    {
        /// <summary>Creates it; a machine makes its own with <c>GoTo</c>, <c>Stay</c> and <c>Stop</c>.</summary>
        /// <param name="stateName">The state.</param>
        /// <param name="stateData">Its data.</param>
        /// <param name="timeout">How long it lasts at most; null for the state's own time.</param>
        /// <param name="stopReason">Why the machine ends here; null when it does not.</param>
        /// <param name="replies">What the sender of the event gets, the last one first.</param>
        /// <param name="notifies">Whether transition handlers run even when the state stays the same.</param>
        public State(TS stateName, TD stateData, TimeSpan? timeout = null, Reason? stopReason = null, IReadOnlyList<object>? replies = null, bool notifies = true)
        {
            StateName = stateName;
            StateData = stateData;
            Timeout = timeout;
            StopReason = stopReason;
            Replies = replies ?? [];
            Notifies = notifies;
        }

        /// <summary>The state.</summary>
        public TS StateName { get; }

        /// <summary>Its data.</summary>
        public TD StateData { get; }

        /// <summary>How long it lasts at most; null for the state's own time.</summary>
        public TimeSpan? Timeout { get; }

        /// <summary>Why the machine ends here; null when it does not.</summary>
        public Reason? StopReason { get; }

        /// <summary>What the sender of the event gets, the last one first.</summary>
        public IReadOnlyList<object> Replies { get; }

        internal bool Notifies { get; }

        /// <summary>Lasts so long at most this time, in place of the state's own time; <see cref="TimeSpan.MaxValue"/> for ever.</summary>
        public State<TS, TD> ForMax(TimeSpan timeout) => new(StateName, StateData, timeout, StopReason, Replies, Notifies);

        /// <summary>Sends something to the sender of the event; several go out in the order of the calls.</summary>
        public State<TS, TD> Replying(object replyValue) => new(StateName, StateData, Timeout, StopReason, [replyValue, .. Replies], Notifies);

        /// <summary>With other data.</summary>
        public State<TS, TD> Using(TD nextStateData) => new(StateName, nextStateData, Timeout, StopReason, Replies, Notifies);

        internal State<TS, TD> WithStopReason(Reason reason) => new(StateName, StateData, Timeout, reason, Replies, Notifies);

        /// <inheritdoc />
        public bool Equals(State<TS, TD>? other) => other is not null
            && EqualityComparer<TS>.Default.Equals(StateName, other.StateName)
            && EqualityComparer<TD>.Default.Equals(StateData, other.StateData)
            && Timeout == other.Timeout
            && Equals(StopReason, other.StopReason)
            && Replies.SequenceEqual(other.Replies);

        /// <inheritdoc />
        public override bool Equals(object? obj) => Equals(obj as State<TS, TD>);

        /// <inheritdoc />
        public override int GetHashCode() => HashCode.Combine(StateName, StateData, Timeout, StopReason);

        /// <inheritdoc />
        public override string ToString() => $"{StateName}, {StateData}";
    }
}
