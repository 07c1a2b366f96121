using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Chat.Views;

/// <summary>
/// One message on the selected branch of a chat. A reply carries the number of its last delta, so that a client can tell
/// whether the next delta continues what it holds: the same <paramref name="Epoch"/> and <paramref name="Sequence"/> + 1.
/// </summary>
/// <param name="Id">The message.</param>
/// <param name="ParentId">The message before it; null for the first.</param>
/// <param name="Role">Who says it.</param>
/// <param name="Parts">Its pieces, in order.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Error">The error of a failed reply.</param>
/// <param name="CommandId">The command that brought a user message; lets a client match what it sent.</param>
/// <param name="TurnId">The turn that writes, or wrote, a reply.</param>
/// <param name="Epoch">Grows whenever the text of the reply can no longer continue what clients hold.</param>
/// <param name="Sequence">The number of the last delta that is contained in <paramref name="Parts"/>; 0 for none.</param>
/// <param name="Source">Where a user message came from: <c>page</c>, <c>ask</c>, <c>api</c>, <c>room</c>.</param>
/// <param name="Model">The model that wrote a reply, for people: "qwen3 (LM Studio)", "built-in".</param>
/// <param name="Usage">Tokens used, where known.</param>
/// <param name="CreatedAt">When it was said, or when its turn started.</param>
/// <param name="CompletedAt">When a reply ended.</param>
/// <param name="HeardLength">How much of a reply's text was heard before its speech was stopped, in UTF-16 units; null when it was heard whole, or never spoken.</param>
public sealed record MessageView(
    MessageId Id,
    MessageId? ParentId,
    MessageRole Role,
    IReadOnlyList<PartView> Parts,
    MessageStatus Status,
    MessageError? Error,
    CommandId? CommandId,
    TurnId? TurnId,
    long Epoch,
    long Sequence,
    string? Source,
    string? Model,
    UsageView? Usage,
    DateTimeOffset CreatedAt,
    DateTimeOffset? CompletedAt,
    int? HeardLength = null)
{
    /// <summary>Its place among those in the same place of the chat; null when it is the only one.</summary>
    public SiblingsView? Siblings { get; init; }

    /// <summary>The provider of a reply, by its id.</summary>
    public string? ProviderId { get; init; }

    /// <summary>The model of a reply, by its id.</summary>
    public string? ModelId { get; init; }

    /// <summary>The spice that was in the prompt of a reply.</summary>
    public string? Spice { get; init; }

    /// <summary>True when a person has put another text in the place of the model's.</summary>
    public bool Edited { get; init; }
}

/// <summary>An error for a person: what happened, and what to do next.</summary>
/// <param name="Title">One short sentence.</param>
/// <param name="Detail">What to do next, or more about the cause; may be empty.</param>
/// <param name="CanRetry">True when asking again (<c>Retry</c>) makes sense.</param>
/// <param name="CanContinue">True when part of the reply is there and <c>Continue</c> can go on from it.</param>
public sealed record MessageError(string Title, string Detail, bool CanRetry, bool CanContinue);
