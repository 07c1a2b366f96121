#pragma warning disable MA0048 // A family of small events.
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Event;

/// <summary>A message whose loss is normal, so that no <see cref="DeadLetter"/> is published for it.</summary>
public interface IDeadLetterSuppression;

/// <summary>A message that did not reach an actor.</summary>
public abstract class AllDeadLetters(object message, IActorRef? sender, IActorRef recipient) : INoSerializationVerificationNeeded
{
    /// <summary>The message.</summary>
    public object Message { get; } = message;

    /// <summary>Its sender, if known.</summary>
    public IActorRef? Sender { get; } = sender;

    /// <summary>Whom it was for.</summary>
    public IActorRef Recipient { get; } = recipient;

    /// <inheritdoc />
    public override string ToString() => $"{GetType().Name} [{Message.GetType()}] from {Sender?.Path.ToString() ?? "nobody"} to {Recipient.Path}";
}

/// <summary>A message to an actor that has ended or never was.</summary>
public sealed class DeadLetter(object message, IActorRef? sender, IActorRef recipient) : AllDeadLetters(message, sender, recipient);

/// <summary>A dead letter whose message is marked <see cref="IDeadLetterSuppression"/>.</summary>
public sealed class SuppressedDeadLetter(object message, IActorRef? sender, IActorRef recipient) : AllDeadLetters(message, sender, recipient);

/// <summary>A message that a full mailbox or a router dropped.</summary>
public sealed class Dropped(object message, string reason, IActorRef? sender, IActorRef recipient) : AllDeadLetters(message, sender, recipient)
{
    /// <summary>Why.</summary>
    public string Reason { get; } = reason;
}

/// <summary>A message that its actor did not handle.</summary>
public sealed class UnhandledMessage(object message, IActorRef? sender, IActorRef recipient) : AllDeadLetters(message, sender, recipient);
