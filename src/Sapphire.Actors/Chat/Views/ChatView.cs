using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Chat.Views;

/// <summary>A chat as a page shows it: the messages from the root to the selected leaf.</summary>
/// <param name="Id">The chat.</param>
/// <param name="Title">Its title; "New chat" until it has one.</param>
/// <param name="Messages">Oldest first.</param>
/// <param name="Deleted">True after <c>Delete</c>, until <c>Restore</c>.</param>
/// <param name="Settings">What the chat itself is set to; null members mean the home's defaults.</param>
/// <param name="Pinned">Whether it is pinned.</param>
/// <param name="Archived">Whether it is in the archive.</param>
/// <param name="UndoLabel">What <c>Undo</c> would undo: "delete 3 messages"; null when there is nothing.</param>
/// <param name="RedoLabel">What <c>Redo</c> would do again; null when there is nothing.</param>
public sealed record ChatView(
    ChatId Id,
    string Title,
    IReadOnlyList<MessageView> Messages,
    bool Deleted,
    ChatSettings Settings,
    bool Pinned = false,
    bool Archived = false,
    string? UndoLabel = null,
    string? RedoLabel = null);
