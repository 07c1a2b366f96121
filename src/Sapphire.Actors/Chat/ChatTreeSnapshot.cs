using System.Collections.Immutable;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Chat;

/// <summary>What a snapshot of a chat has besides its messages and turns. An older snapshot has none of it.</summary>
/// <param name="Removed">See <see cref="ChatState.Removed"/>.</param>
/// <param name="Shown">See <see cref="ChatState.Shown"/>.</param>
/// <param name="Settings">What the chat is set to.</param>
/// <param name="Pinned">Whether it is pinned.</param>
/// <param name="Archived">Whether it is in the archive.</param>
/// <param name="TitledByPerson">Whether a person has chosen its title.</param>
/// <param name="Undo">What can be undone, the newest last.</param>
/// <param name="Redo">What can be done again, the next one last.</param>
public sealed record ChatTreeSnapshot(
    ImmutableArray<MessageId> Removed,
    ImmutableArray<ShownMessage> Shown,
    ChatSettings Settings,
    bool Pinned,
    bool Archived,
    bool TitledByPerson,
    ImmutableArray<ChatChange> Undo,
    ImmutableArray<ChatChange> Redo)
{
    /// <summary>Of a state.</summary>
    public static ChatTreeSnapshot From(ChatState state) => new(
        [.. state.Removed.OrderBy(id => id.Value)],
        [.. state.Shown.OrderBy(pair => pair.Key.Value).Select(pair => new ShownMessage(pair.Key == default ? null : pair.Key, pair.Value))],
        state.Settings,
        state.Pinned,
        state.Archived,
        state.TitledByPerson,
        [.. state.Undo],
        [.. state.Redo]);
}

/// <summary>Which of several messages was shown last after another; null for the first of a chat.</summary>
#pragma warning disable MA0048 // A part of the snapshot.
public sealed record ShownMessage(MessageId? ParentId, MessageId MessageId);
#pragma warning restore MA0048
