using Sapphire.Actors.Ids;

namespace Sapphire.Web.Contracts;

#pragma warning disable MA0048 // One family of message records.

/// <summary>Creates a chat; a null title means "New chat" until the first message names it.</summary>
public sealed record CreateChatRequest(CommandId CommandId, ChatId ChatId, string? Title);

/// <summary>Says <paramref name="Text"/> in a chat: 1 to 100,000 characters.</summary>
public sealed record SendRequest(CommandId CommandId, ChatId ChatId, string Text);

/// <summary>Names a turn of a chat.</summary>
public sealed record TurnRequest(CommandId CommandId, ChatId ChatId, TurnId TurnId);

/// <summary>Renames a chat: 1 to 200 characters.</summary>
public sealed record RenameRequest(CommandId CommandId, ChatId ChatId, string Title);

/// <summary>Names a chat.</summary>
public sealed record ChatRequest(CommandId CommandId, ChatId ChatId);

/// <summary>Names a timer or its notification.</summary>
public sealed record TimerRequest(CommandId CommandId, TimerId TimerId);
