using Sapphire.Actors.Chat;
using Sapphire.Actors.Ids;

namespace Sapphire.Web.Contracts;

#pragma warning disable MA0048 // One family of message records.

/// <summary>Creates a chat; a null title means "New chat" until the first message names it.</summary>
public sealed record CreateChatRequest(CommandId CommandId, ChatId ChatId, string? Title);

/// <summary>Says <paramref name="Text"/> in a chat: 1 to 100,000 characters.</summary>
/// <param name="CommandId">The command.</param>
/// <param name="ChatId">The chat.</param>
/// <param name="Text">What is said.</param>
/// <param name="RoomId">The room of the tab: timers that are set ring there; null for none.</param>
/// <param name="Replaces">A user message that this one corrects: it is said in its place, on a branch of its own, and a turn that answers the old one is cancelled. Null for a new message.</param>
/// <param name="Images">Pictures that were uploaded before; with one the text may be empty. Null for none.</param>
public sealed record SendRequest(CommandId CommandId, ChatId ChatId, string Text, RoomId? RoomId = null, MessageId? Replaces = null, IReadOnlyList<ImageContentPart>? Images = null);

/// <summary>Names a turn of a chat.</summary>
public sealed record TurnRequest(CommandId CommandId, ChatId ChatId, TurnId TurnId);

/// <summary>Names a message of a chat.</summary>
public sealed record MessageRequest(CommandId CommandId, ChatId ChatId, MessageId MessageId);

/// <summary>Names a message with all below it, or, without one, all messages of a chat.</summary>
public sealed record RemoveRequest(CommandId CommandId, ChatId ChatId, MessageId? MessageId = null);

/// <summary>Puts another text in the place of a reply's: 1 to 100,000 characters.</summary>
public sealed record EditReplyRequest(CommandId CommandId, ChatId ChatId, MessageId MessageId, string Text);

/// <summary>Names a tool call of a reply.</summary>
public sealed record ToolCallRequest(CommandId CommandId, ChatId ChatId, MessageId MessageId, string CallId);

/// <summary>Pins or archives a chat (<paramref name="On"/>), or no longer.</summary>
public sealed record FlagRequest(CommandId CommandId, ChatId ChatId, bool On);

/// <summary>Sets a chat to something else, as a whole.</summary>
/// <param name="CommandId">The command.</param>
/// <param name="ChatId">The chat.</param>
/// <param name="Settings">All of its settings from now on; what is null is as the home has it.</param>
/// <param name="Label">What is done, for the name of the undo: "apply the persona Ada"; null for "change the settings".</param>
public sealed record ChangeSettingsRequest(CommandId CommandId, ChatId ChatId, ChatSettings Settings, string? Label = null);

/// <summary>Renames a chat: 1 to 200 characters.</summary>
public sealed record RenameRequest(CommandId CommandId, ChatId ChatId, string Title);

/// <summary>Names a chat.</summary>
public sealed record ChatRequest(CommandId CommandId, ChatId ChatId);

/// <summary>Undoes the last change of a chat.</summary>
/// <param name="CommandId">The command.</param>
/// <param name="ChatId">The chat.</param>
/// <param name="Of">The command whose change is meant: refused with <c>changed</c> when another one was made since. Null for whichever is the last.</param>
public sealed record UndoRequest(CommandId CommandId, ChatId ChatId, CommandId? Of = null);

/// <summary>Names a timer or its notification.</summary>
public sealed record TimerRequest(CommandId CommandId, TimerId TimerId);
