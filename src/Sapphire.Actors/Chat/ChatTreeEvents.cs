using System.Collections.Immutable;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Chat;

#pragma warning disable MA0048 // One family of message records.

/// <summary>The chat is set to something else.</summary>
/// <param name="CommandId">The command.</param>
/// <param name="Settings">All of its settings.</param>
/// <param name="Label">What was done, for the name of the undo; null for "change the settings".</param>
/// <param name="At">When.</param>
public sealed record ChatSettingsChanged(CommandId CommandId, ChatSettings Settings, string? Label, DateTimeOffset At) : ChatEvent(At);

/// <summary>The chat was pinned, or is so no longer.</summary>
public sealed record ChatPinned(CommandId CommandId, bool Pinned, DateTimeOffset At) : ChatEvent(At);

/// <summary>The chat was put into the archive, or taken out.</summary>
public sealed record ChatArchived(CommandId CommandId, bool Archived, DateTimeOffset At) : ChatEvent(At);

/// <summary>The machine named the chat.</summary>
public sealed record ChatTitled(CommandId CommandId, string Title, DateTimeOffset At) : ChatEvent(At);

/// <summary>Another branch is shown.</summary>
/// <param name="CommandId">The command.</param>
/// <param name="MessageId">The message that was chosen.</param>
/// <param name="Leaf">The end of its branch.</param>
/// <param name="At">When.</param>
public sealed record BranchSelected(CommandId CommandId, MessageId MessageId, MessageId Leaf, DateTimeOffset At) : ChatEvent(At);

/// <summary>A person put another text in the place of a reply's, in a reply beside it.</summary>
public sealed record ReplyEdited(CommandId CommandId, MessageId MessageId, MessageId NewMessageId, string Text, DateTimeOffset At) : ChatEvent(At);

/// <summary>Messages were removed from the tree; undoing brings them back.</summary>
/// <param name="CommandId">The command.</param>
/// <param name="MessageIds">Each goes with all below it.</param>
/// <param name="Count">How many messages a reader saw go.</param>
/// <param name="Leaf">The end of the branch that is shown then; null for an empty chat.</param>
/// <param name="At">When.</param>
public sealed record MessagesRemoved(CommandId CommandId, ImmutableArray<MessageId> MessageIds, int Count, MessageId? Leaf, DateTimeOffset At) : ChatEvent(At);

/// <summary>A tool call was removed from a reply.</summary>
public sealed record ToolCallRemoved(CommandId CommandId, MessageId MessageId, string CallId, DateTimeOffset At) : ChatEvent(At);

/// <summary>A change was undone.</summary>
public sealed record Undone(CommandId CommandId, ChatChange Change, DateTimeOffset At) : ChatEvent(At);

/// <summary>A change that had been undone was done again.</summary>
public sealed record Redone(CommandId CommandId, ChatChange Change, DateTimeOffset At) : ChatEvent(At);

/// <summary>Messages that were said elsewhere were added.</summary>
/// <param name="CommandId">The command.</param>
/// <param name="Messages">One or two, each behind its parent: read models have two places for each event.</param>
/// <param name="Leaf">The end of the branch that is shown then; null while more of the same import follow.</param>
/// <param name="At">When.</param>
public sealed record MessagesImported(CommandId CommandId, ImmutableArray<ChatNode> Messages, MessageId? Leaf, DateTimeOffset At) : ChatEvent(At)
{
    /// <summary>Messages of one event at most.</summary>
    public const int MaxMessages = 2;
}
