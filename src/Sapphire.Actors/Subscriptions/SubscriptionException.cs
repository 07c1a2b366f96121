using Sapphire.Actors.Chat.Views;

namespace Sapphire.Actors.Subscriptions;

/// <summary>A stream of updates ended for a reason that its reader should know.</summary>
/// <param name="error">The reason.</param>
public sealed class SubscriptionException(CommandError error) : Exception(error.Title)
{
    /// <summary>The reason.</summary>
    public CommandError Error { get; } = error;
}
