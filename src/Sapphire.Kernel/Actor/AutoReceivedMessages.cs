#pragma warning disable MA0048 // A family of small messages.
namespace Sapphire.Kernel.Actor;

/// <summary>A message that the kernel itself looks at before the actor.</summary>
public interface IAutoReceivedMessage;

/// <summary>A message that can end or damage an actor.</summary>
public interface IPossiblyHarmful;

/// <summary>A message that does not restart the receive timeout.</summary>
public interface INotInfluenceReceiveTimeout;

/// <summary>A message that never leaves the process, so that no test round-trips it through a serialiser.</summary>
public interface INoSerializationVerificationNeeded;

/// <summary>A watched actor has ended.</summary>
public sealed class Terminated(IActorRef actorRef, bool existenceConfirmed, bool addressTerminated = false)
    : IAutoReceivedMessage, IPossiblyHarmful, INoSerializationVerificationNeeded, Event.IDeadLetterSuppression
{
    /// <summary>The actor that ended.</summary>
    public IActorRef ActorRef { get; } = actorRef;

    /// <summary>False when it had ended before it was watched.</summary>
    public bool ExistenceConfirmed { get; } = existenceConfirmed;

    /// <summary>Whether its whole node was lost; always false for local actors.</summary>
    public bool AddressTerminated { get; } = addressTerminated;

    /// <inheritdoc />
    public override string ToString() => $"<Terminated>: {ActorRef} - ExistenceConfirmed={ExistenceConfirmed}";
}

/// <summary>Stops the actor when its turn in the mailbox comes.</summary>
public sealed class PoisonPill : IAutoReceivedMessage, IPossiblyHarmful, INoSerializationVerificationNeeded, Event.IDeadLetterSuppression
{
    private PoisonPill()
    {
    }

    /// <summary>The one instance.</summary>
    public static PoisonPill Instance { get; } = new();

    /// <inheritdoc />
    public override string ToString() => "<PoisonPill>";
}

/// <summary>Makes the actor fail with <see cref="ActorKilledException"/>.</summary>
public sealed class Kill : IAutoReceivedMessage, IPossiblyHarmful, INoSerializationVerificationNeeded
{
    private Kill()
    {
    }

    /// <summary>The one instance.</summary>
    public static Kill Instance { get; } = new();

    /// <inheritdoc />
    public override string ToString() => "<Kill>";
}

/// <summary>Asks any actor for its reference; answered with <see cref="ActorIdentity"/>.</summary>
/// <param name="MessageId">Comes back in the answer.</param>
public sealed record Identify(object? MessageId) : IAutoReceivedMessage, INotInfluenceReceiveTimeout, INoSerializationVerificationNeeded;

/// <summary>The answer to <see cref="Identify"/>.</summary>
/// <param name="MessageId">From the question.</param>
/// <param name="Subject">The actor; null when there is none.</param>
public sealed record ActorIdentity(object? MessageId, IActorRef? Subject) : INoSerializationVerificationNeeded;

/// <summary>No message came within the receive timeout.</summary>
public sealed class ReceiveTimeout : IPossiblyHarmful, INoSerializationVerificationNeeded
{
    private ReceiveTimeout()
    {
    }

    /// <summary>The one instance.</summary>
    public static ReceiveTimeout Instance { get; } = new();
}

/// <summary>The outcome of an operation, as a message.</summary>
public abstract class Status
{
    /// <summary>It succeeded.</summary>
    public sealed class Success(object? status) : Status
    {
        /// <summary>A success without a value.</summary>
        public static readonly Success Instance = new(null);

        /// <summary>A value of the operation, if it has one.</summary>
        public object? Status { get; } = status;

        /// <inheritdoc />
        public override string ToString() => $"Success: {Status ?? "null"}";
    }

    /// <summary>It failed. An Ask answered with it fails with <see cref="Cause"/>.</summary>
    public sealed class Failure(Exception cause, object? state = null) : Status
    {
        /// <summary>Why.</summary>
        public Exception Cause { get; } = cause;

        /// <summary>Further state of the sender.</summary>
        public object? State { get; } = state;

        /// <inheritdoc />
        public override string ToString() => $"Failure: {Cause.GetType().Name}";
    }
}
