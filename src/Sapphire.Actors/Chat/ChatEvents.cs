using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Chat;

#pragma warning disable MA0048 // One family of message records.

/// <summary>Something that happened in a chat. Stored for ever: a change of shape needs a new manifest and an upcast.</summary>
/// <param name="At">When.</param>
public abstract record ChatEvent(DateTimeOffset At);

/// <summary>The chat was created.</summary>
public sealed record ChatCreated(CommandId CommandId, string? Title, DateTimeOffset At) : ChatEvent(At)
{
    /// <summary>True when a person has chosen the title. Of a version that did not tell: false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool TitledByPerson { get; init; }
}

/// <summary>A person said something, and a turn is to answer it.</summary>
/// <param name="CommandId">The command that brought it.</param>
/// <param name="MessageId">The message.</param>
/// <param name="ParentId">The message before it; null for the first.</param>
/// <param name="TurnId">The turn that is to answer.</param>
/// <param name="ReplyId">The reply of that turn.</param>
/// <param name="Author">Who said it, where known.</param>
/// <param name="Source"><c>page</c>, <c>ask</c>, <c>api</c> or <c>room</c>.</param>
/// <param name="Content">What was said.</param>
/// <param name="At">When.</param>
/// <param name="RoomId">The room in which it was said; null for none.</param>
public sealed record UserSaid(
    CommandId CommandId,
    MessageId MessageId,
    MessageId? ParentId,
    TurnId TurnId,
    MessageId ReplyId,
    string? Author,
    string Source,
    ImmutableArray<ContentPart> Content,
    DateTimeOffset At,
    RoomId? RoomId = null) : ChatEvent(At)
{
    /// <summary>
    /// True when leaving the branch that was shown can be undone. False of a version that knew no undo: a chat that was stored by it,
    /// in whichever form, is the same chat.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Undoable { get; init; }
}

/// <summary>A message is to be answered again (<paramref name="Continues"/> false), or its reply to be continued.</summary>
/// <param name="CommandId">The command that asked for it.</param>
/// <param name="TurnId">The new turn.</param>
/// <param name="ReplyId">The reply it writes: new, or the one it continues.</param>
/// <param name="MessageId">The user message that it answers.</param>
/// <param name="Continues">True when the turn goes on with a reply that is there.</param>
/// <param name="At">When.</param>
public sealed record TurnRequested(CommandId CommandId, TurnId TurnId, MessageId ReplyId, MessageId MessageId, bool Continues, DateTimeOffset At) : ChatEvent(At)
{
    /// <summary>As in <see cref="UserSaid.Undoable"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Undoable { get; init; }
}

/// <summary>A turn began.</summary>
public sealed record TurnStarted(TurnId TurnId, DateTimeOffset At) : ChatEvent(At);

/// <summary>A turn said more: only the new text.</summary>
/// <param name="TurnId">The turn.</param>
/// <param name="Text">The new text.</param>
/// <param name="Reasoning">True when it is thought, not said.</param>
/// <param name="At">When.</param>
public sealed record ReplyProgressed(TurnId TurnId, string Text, bool Reasoning, DateTimeOffset At) : ChatEvent(At);

/// <summary>The model called a tool. Stored before the tool runs, so that no tool runs twice for one turn.</summary>
public sealed record ToolCalled(TurnId TurnId, string CallId, string Name, string Arguments, DateTimeOffset At) : ChatEvent(At);

/// <summary>A tool returned, or failed.</summary>
public sealed record ToolReturned(TurnId TurnId, string CallId, string? Result, string? Error, long DurationMs, DateTimeOffset At) : ChatEvent(At);

/// <summary>A reply is complete; the text before this is in <see cref="ReplyProgressed"/>.</summary>
public sealed record ReplyCompleted(TurnId TurnId, string? Model, UsageView? Usage, DateTimeOffset At) : ChatEvent(At)
{
    /// <summary>The provider, by its id.</summary>
    public string? ProviderId { get; init; }

    /// <summary>The model, by its id.</summary>
    public string? ModelId { get; init; }

    /// <summary>The spice that was in the prompt.</summary>
    public string? Spice { get; init; }
}

/// <summary>A turn ended with an error.</summary>
public sealed record TurnFailed(TurnId TurnId, string Title, string Detail, bool CanRetry, string? Model, DateTimeOffset At) : ChatEvent(At);

/// <summary>A person stopped a turn.</summary>
public sealed record TurnCancelled(CommandId CommandId, TurnId TurnId, DateTimeOffset At) : ChatEvent(At);

/// <summary>The end of the program cut a turn off.</summary>
public sealed record TurnInterrupted(TurnId TurnId, DateTimeOffset At) : ChatEvent(At);

/// <summary>The speech of a reply was stopped after so much of its text, in UTF-16 units.</summary>
public sealed record ReplyHeard(CommandId CommandId, TurnId TurnId, int HeardLength, DateTimeOffset At) : ChatEvent(At);

/// <summary>The chat has another title.</summary>
public sealed record ChatRenamed(CommandId CommandId, string Title, DateTimeOffset At) : ChatEvent(At)
{
    /// <summary>As in <see cref="UserSaid.Undoable"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Undoable { get; init; }
}

/// <summary>The chat was deleted.</summary>
public sealed record ChatDeleted(CommandId CommandId, DateTimeOffset At) : ChatEvent(At);

/// <summary>The deletion was undone.</summary>
public sealed record ChatRestored(CommandId CommandId, DateTimeOffset At) : ChatEvent(At);
