using Sapphire.Actors.Chat.Views;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Subscriptions;

#pragma warning disable MA0048 // One family of message records.

/// <summary>The subscriber gets a snapshot and then every <see cref="Update"/>, until it stops; or <see cref="SubscriptionRefused"/>.</summary>
public sealed record Subscribe(IActorRef Subscriber);

/// <summary>There is nothing to subscribe to.</summary>
public sealed record SubscriptionRefused(CommandError Error);

/// <summary>
/// A subscriber on another node asks whether it is one still: answered with <see cref="SubscriptionStanding"/>, or with
/// <see cref="PublisherRestarted"/> where it was given up with its node and nobody told it.
/// </summary>
public sealed record CheckSubscription(IActorRef Subscriber);

/// <summary>How many updates the subscriber was sent by this publisher so far; in order with them.</summary>
public sealed record SubscriptionStanding(long Sent);

/// <summary>To the readers of a publisher that failed and starts again: subscribe again.</summary>
public sealed record PublisherRestarted
{
    /// <summary>The only one.</summary>
    public static PublisherRestarted Instance { get; } = new();
}
