#pragma warning disable MA0048 // A family of small messages.
using System.Collections.Immutable;
using Sapphire.Kernel.Actor;

namespace Sapphire.Persistence;

/// <summary>A message that is not confirmed.</summary>
/// <param name="DeliveryId">Its number.</param>
/// <param name="Destination">Where it goes.</param>
/// <param name="Message">The message.</param>
public sealed record UnconfirmedDelivery(long DeliveryId, ActorPath Destination, object Message);

/// <summary>To the delivering actor itself: these messages were sent often and not confirmed.</summary>
/// <param name="UnconfirmedDeliveries">Which ones.</param>
public sealed record UnconfirmedWarning(ImmutableArray<UnconfirmedDelivery> UnconfirmedDeliveries) : INoSerializationVerificationNeeded;

/// <summary>The whole state of the deliveries, to be part of a snapshot. <see cref="StoredDeliveries"/> is its form in the journal.</summary>
/// <param name="CurrentDeliveryId">The last number that was given.</param>
/// <param name="UnconfirmedDeliveries">What is not confirmed, by number.</param>
public sealed record AtLeastOnceDeliverySnapshot(long CurrentDeliveryId, ImmutableArray<UnconfirmedDelivery> UnconfirmedDeliveries);

/// <summary>More messages are unconfirmed than may be.</summary>
public sealed class MaxUnconfirmedMessagesExceededException : Exception
{
    /// <summary>A failure with its message.</summary>
    public MaxUnconfirmedMessagesExceededException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
