namespace Sapphire.Actors.Home;

#pragma warning disable MA0048 // One family of message records.

/// <summary>Answered with <see cref="ChatList"/>.</summary>
public sealed record GetChats
{
    /// <summary>The only one.</summary>
    public static GetChats Instance { get; } = new();
}

/// <summary>Every chat that is not deleted.</summary>
public sealed record ChatList(IReadOnlyList<ChatSummary> Chats);
