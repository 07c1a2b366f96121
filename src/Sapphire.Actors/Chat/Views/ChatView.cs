using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Chat.Views;

/// <summary>A chat as a page shows it: the messages from the root to the selected leaf.</summary>
/// <param name="Id">The chat.</param>
/// <param name="Title">Its title; "New chat" until it has one.</param>
/// <param name="Messages">Oldest first.</param>
/// <param name="Deleted">True after <c>Delete</c>, until <c>Restore</c>.</param>
public sealed record ChatView(ChatId Id, string Title, IReadOnlyList<MessageView> Messages, bool Deleted);
