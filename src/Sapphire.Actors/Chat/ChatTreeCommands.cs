using System.Collections.Immutable;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Chat;

#pragma warning disable MA0048 // One family of message records.

/// <summary>Sets a chat to something else, as a whole.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="CommandId">The command.</param>
/// <param name="At">When.</param>
/// <param name="Settings">All of them, from now on.</param>
/// <param name="Label">What is done, for the name of the undo: "apply the persona Ada"; null for "change the settings".</param>
/// <param name="From">What the chat must be set to until then, else it is refused with <c>conflict</c>; null for anything.</param>
public sealed record ChangeChatSettings(ChatId ChatId, CommandId CommandId, DateTimeOffset At, ChatSettings Settings, string? Label = null, ChatSettings? From = null) : ChatCommand(ChatId, CommandId, At);

/// <summary>Pins a chat to the top of the list, or no longer.</summary>
public sealed record PinChat(ChatId ChatId, CommandId CommandId, DateTimeOffset At, bool Pinned) : ChatCommand(ChatId, CommandId, At);

/// <summary>Puts a chat into the archive, or takes it out.</summary>
public sealed record ArchiveChat(ChatId ChatId, CommandId CommandId, DateTimeOffset At, bool Archived) : ChatCommand(ChatId, CommandId, At);

/// <summary>The machine names the chat; without effect where a person has named it.</summary>
public sealed record TitleChat(ChatId ChatId, CommandId CommandId, DateTimeOffset At, string Title) : ChatCommand(ChatId, CommandId, At);

/// <summary>Shows the branch of a message: to its end as it was shown last.</summary>
public sealed record SelectBranch(ChatId ChatId, CommandId CommandId, DateTimeOffset At, MessageId MessageId) : ChatCommand(ChatId, CommandId, At);

/// <summary>A person puts another text in the place of a reply's: a new reply beside it, with its tool calls.</summary>
public sealed record EditReply(ChatId ChatId, CommandId CommandId, DateTimeOffset At, MessageId MessageId, MessageId NewMessageId, string Text) : ChatCommand(ChatId, CommandId, At)
{
    /// <summary>As in <see cref="CancelTurn.Unstored"/>.</summary>
    public ImmutableArray<ReplyProgressed> Unstored { get; init; } = [];
}

/// <summary>Removes a message with all below it ("delete from here"), or, with null, all messages of the chat.</summary>
public sealed record RemoveMessages(ChatId ChatId, CommandId CommandId, DateTimeOffset At, MessageId? MessageId) : ChatCommand(ChatId, CommandId, At)
{
    /// <summary>As in <see cref="CancelTurn.Unstored"/>.</summary>
    public ImmutableArray<ReplyProgressed> Unstored { get; init; } = [];
}

/// <summary>Removes a tool call from a reply, so that it is not sent to a model any more.</summary>
public sealed record RemoveToolCall(ChatId ChatId, CommandId CommandId, DateTimeOffset At, MessageId MessageId, string CallId) : ChatCommand(ChatId, CommandId, At);

/// <summary>Undoes the last change that can be undone.</summary>
public sealed record UndoLast(ChatId ChatId, CommandId CommandId, DateTimeOffset At) : ChatCommand(ChatId, CommandId, At)
{
    /// <summary>The command whose change is meant: refused when another one was made since. Null for whichever is the last.</summary>
    public CommandId? Of { get; init; }

    /// <summary>As in <see cref="CancelTurn.Unstored"/>.</summary>
    public ImmutableArray<ReplyProgressed> Unstored { get; init; } = [];
}

/// <summary>Does again what was undone last.</summary>
public sealed record RedoLast(ChatId ChatId, CommandId CommandId, DateTimeOffset At) : ChatCommand(ChatId, CommandId, At);

/// <summary>Adds messages that were said elsewhere: of an exported chat, or of another program. No turn answers them.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="CommandId">The command.</param>
/// <param name="At">When.</param>
/// <param name="Messages">At most 1,000; each behind its parent, which may be in the chat already. Ids that no chat has. Their status is one of an ended message.</param>
/// <param name="Leaf">The end of the branch that is shown then; null for the last of them.</param>
public sealed record ImportMessages(ChatId ChatId, CommandId CommandId, DateTimeOffset At, ImmutableArray<ChatNode> Messages, MessageId? Leaf) : ChatCommand(ChatId, CommandId, At);
