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
public sealed record SendRequest(CommandId CommandId, ChatId ChatId, string Text, RoomId? RoomId = null, MessageId? Replaces = null);

/// <summary>Names a turn of a chat.</summary>
public sealed record TurnRequest(CommandId CommandId, ChatId ChatId, TurnId TurnId);

/// <summary>Renames a chat: 1 to 200 characters.</summary>
public sealed record RenameRequest(CommandId CommandId, ChatId ChatId, string Title);

/// <summary>Names a chat.</summary>
public sealed record ChatRequest(CommandId CommandId, ChatId ChatId);

/// <summary>Names a timer or its notification.</summary>
public sealed record TimerRequest(CommandId CommandId, TimerId TimerId);
