using System.Collections.Immutable;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Chat;

#pragma warning disable MA0048 // One family of message records.

/// <summary>
/// A command to one chat. Time and new ids come with it, so that deciding needs neither a clock nor randomness.
/// </summary>
/// <param name="ChatId">The chat.</param>
/// <param name="CommandId">The same id twice takes effect once.</param>
/// <param name="At">When it was accepted at the edge.</param>
public abstract record ChatCommand(ChatId ChatId, CommandId CommandId, DateTimeOffset At);

/// <summary>Creates the chat; a null title means that the first message names it.</summary>
public sealed record CreateChat(ChatId ChatId, CommandId CommandId, DateTimeOffset At, string? Title) : ChatCommand(ChatId, CommandId, At);

/// <summary>A person says something; a turn answers, now or after the turns before it.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="CommandId">The command.</param>
/// <param name="At">When.</param>
/// <param name="MessageId">The id of the new message.</param>
/// <param name="TurnId">The id of the turn that will answer.</param>
/// <param name="ReplyId">The id of the reply, so that a message that waits knows its place in the tree.</param>
/// <param name="Text">What is said.</param>
/// <param name="Author">Who says it, where known.</param>
/// <param name="Source"><c>page</c>, <c>ask</c>, <c>api</c> or <c>room</c>.</param>
/// <param name="RoomId">The room in which it is said, where timers that it sets ring; null for none.</param>
/// <param name="Replaces">The user message that this one corrects: it is said in its place, on a branch of its own.</param>
public sealed record Say(
    ChatId ChatId,
    CommandId CommandId,
    DateTimeOffset At,
    MessageId MessageId,
    TurnId TurnId,
    MessageId ReplyId,
    string Text,
    string? Author,
    string Source,
    RoomId? RoomId = null,
    MessageId? Replaces = null)
    : ChatCommand(ChatId, CommandId, At)
{
    /// <summary>Pictures that are shown with it; then the text may be empty. Null for none.</summary>
    public ImmutableArray<ImageContentPart>? Images { get; init; }

    /// <summary>As in <see cref="CancelTurn.Unstored"/>: of the turn that answers the message that is replaced.</summary>
    public ImmutableArray<ReplyProgressed> Unstored { get; init; } = [];
}

/// <summary>Stops a turn that runs or waits.</summary>
public sealed record CancelTurn(ChatId ChatId, CommandId CommandId, DateTimeOffset At, TurnId TurnId) : ChatCommand(ChatId, CommandId, At)
{
    /// <summary>What the turn has said that is not stored yet; the session fills it in, so that it is kept.</summary>
    public ImmutableArray<ReplyProgressed> Unstored { get; init; } = [];
}

/// <summary>The speech of a reply was stopped: only so much of its text was heard.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="CommandId">The command.</param>
/// <param name="At">When.</param>
/// <param name="TurnId">The turn that wrote the reply.</param>
/// <param name="HeardLength">How much of its text was heard, in UTF-16 units.</param>
public sealed record MarkHeard(ChatId ChatId, CommandId CommandId, DateTimeOffset At, TurnId TurnId, int HeardLength) : ChatCommand(ChatId, CommandId, At);

/// <summary>Answers the same user message again, in a new reply beside the old one.</summary>
public sealed record RetryTurn(ChatId ChatId, CommandId CommandId, DateTimeOffset At, TurnId TurnId, TurnId NewTurnId, MessageId NewReplyId)
    : ChatCommand(ChatId, CommandId, At)
{
    /// <summary>Names the user message, or a reply to it, where that has no turn; then <see cref="TurnId"/> says nothing.</summary>
    public MessageId? MessageId { get; init; }
}

/// <summary>Goes on from what a reply has said: one that ended early, or the last one of its branch.</summary>
public sealed record ContinueTurn(ChatId ChatId, CommandId CommandId, DateTimeOffset At, TurnId TurnId, TurnId NewTurnId) : ChatCommand(ChatId, CommandId, At)
{
    /// <summary>Names the reply, where that has no turn; then <see cref="TurnId"/> says nothing.</summary>
    public MessageId? MessageId { get; init; }
}

/// <summary>Gives the chat another title.</summary>
public sealed record RenameChat(ChatId ChatId, CommandId CommandId, DateTimeOffset At, string Title) : ChatCommand(ChatId, CommandId, At);

/// <summary>Deletes the chat; a turn that runs is cancelled.</summary>
public sealed record DeleteChat(ChatId ChatId, CommandId CommandId, DateTimeOffset At) : ChatCommand(ChatId, CommandId, At)
{
    /// <summary>As in <see cref="CancelTurn.Unstored"/>.</summary>
    public ImmutableArray<ReplyProgressed> Unstored { get; init; } = [];
}

/// <summary>Undoes <see cref="DeleteChat"/>.</summary>
public sealed record RestoreChat(ChatId ChatId, CommandId CommandId, DateTimeOffset At) : ChatCommand(ChatId, CommandId, At);
