using Sapphire.Actors.Chat;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Turns;

/// <summary>For whom a turn is composed.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="TurnId">The turn.</param>
/// <param name="RoomId">The room in which the question was asked; null for none.</param>
/// <param name="Settings">What the chat is set to, over the defaults of the home.</param>
/// <param name="UserMessages">How many messages of the person are on the branch, the one that is answered included.</param>
public sealed record TurnContext(ChatId ChatId, TurnId TurnId, RoomId? RoomId, ChatSettings Settings, int UserMessages)
{
    /// <summary>Whether the chat wants a title of its first reply.</summary>
    public bool TakesTitle { get; init; } = true;
}
