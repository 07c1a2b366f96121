using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Chat.Views;

/// <summary>The answer to a command.</summary>
/// <param name="Accepted">True when the command took effect (now, or when the same id was sent before).</param>
/// <param name="Error">Why it did not; null when it did.</param>
/// <param name="MessageId">The user message that <c>Send</c> stored.</param>
/// <param name="TurnId">The turn that will answer.</param>
public sealed record CommandReply(bool Accepted, CommandError? Error, MessageId? MessageId, TurnId? TurnId)
{
    /// <summary>The command took effect.</summary>
    public static CommandReply Done(MessageId? messageId = null, TurnId? turnId = null) => new(true, null, messageId, turnId);

    /// <summary>The command was refused, and nothing has changed.</summary>
    public static CommandReply Refused(CommandError error) => new(false, error, null, null);
}

/// <summary>Why a command was refused.</summary>
/// <param name="Code">For programs: <c>invalid</c>, <c>unknown-chat</c>, <c>unknown-turn</c>, <c>unknown-timer</c>, <c>unknown-message</c>, <c>nothing</c>, <c>changed</c>, <c>busy</c>, <c>deleted</c>, <c>exists</c>, <c>conflict</c>, <c>storage</c>, <c>unavailable</c>.</param>
/// <param name="Title">For people: one sentence.</param>
/// <param name="Detail">What to do next; may be empty.</param>
/// <param name="Retryable">True when sending the very same command again may work.</param>
public sealed record CommandError(string Code, string Title, string Detail, bool Retryable);
