using System.Collections.Immutable;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Chat;

#pragma warning disable MA0048 // One family of records.

/// <summary>A change of a chat that can be undone and done again: what it changed, before and after. Stored with the undoing, so that read models need no history.</summary>
/// <param name="Label">What was done, for people: "delete 3 messages".</param>
public sealed record ChatChange(string Label)
{
    /// <summary>The command that made it, so that it and no later change is undone where that is meant.</summary>
    public CommandId? By { get; init; }

    /// <summary>Another branch is shown.</summary>
    public LeafChange? Leaf { get; init; }

    /// <summary>The message that a correction, an edit or another answer added.</summary>
    public MessageId? Added { get; init; }

    /// <summary>The messages that were removed, each with all below it.</summary>
    public ImmutableArray<MessageId>? Removed { get; init; }

    /// <summary>Other settings.</summary>
    public SettingsChange? Settings { get; init; }

    /// <summary>Another title.</summary>
    public TitleChange? Title { get; init; }

    /// <summary>True when the chat was pinned, false when it no longer is.</summary>
    public bool? Pinned { get; init; }

    /// <summary>True when the chat was archived, false when it no longer is.</summary>
    public bool? Archived { get; init; }

    /// <summary>A tool call was removed from a reply.</summary>
    public ToolCallChange? ToolCall { get; init; }

    /// <summary>Whether something would be lost if it could not be undone any more.</summary>
    internal bool Hides => Removed is not null || ToolCall is not null;
}

/// <summary>The end of the branch that is shown, before and after.</summary>
public sealed record LeafChange(MessageId? Before, MessageId? After);

/// <summary>Settings, before and after.</summary>
public sealed record SettingsChange(ChatSettings Before, ChatSettings After);

/// <summary>A title, before and after.</summary>
/// <param name="Before">The title; null for none.</param>
/// <param name="After">The title now.</param>
/// <param name="BeforeByPerson">Whether a person had chosen the one before.</param>
public sealed record TitleChange(string? Before, string After, bool BeforeByPerson);

/// <summary>A tool call that was removed, and where it was.</summary>
public sealed record ToolCallChange(MessageId MessageId, int Index, ToolPart Call);
