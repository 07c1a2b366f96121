using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.TestKit;

/// <summary>A message that a probe got, with its sender.</summary>
/// <param name="Message">The message; null where none came.</param>
/// <param name="Sender">Who sent it; <see cref="ActorRefs.NoSender"/> where none came.</param>
public sealed record MessageEnvelope(object? Message, IActorRef? Sender)
{
    /// <summary>No message.</summary>
    public static MessageEnvelope Null { get; } = new(null, ActorRefs.NoSender);
}
