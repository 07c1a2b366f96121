#pragma warning disable MA0048 // One family of records.
using System.Collections.Immutable;
using System.Text.Json;

namespace Sapphire.Actors.Import.Old;

/// <summary>A chat as the old folder holds it.</summary>
/// <param name="Name">Its file's name without the end, or its key in the database.</param>
/// <param name="Source">Where it is, below the folder: <c>history/a_chat.json</c>.</param>
/// <param name="Settings">Its settings; an empty object where there are none.</param>
/// <param name="Messages">In their order.</param>
/// <param name="Changed">When it was changed last.</param>
/// <param name="Problems">What of it could not be read, each as a sentence.</param>
public sealed record OldChat(string Name, string Source, JsonElement Settings, ImmutableArray<OldMessage> Messages, DateTimeOffset Changed, ImmutableArray<string> Problems)
{
    /// <summary>The name for people: underscores as blanks, each word with a capital.</summary>
    public string Title => string.Join(' ', Name.Split(['_', ' '], StringSplitOptions.RemoveEmptyEntries).Select(static word => char.ToUpperInvariant(word[0]) + word[1..])) is { Length: > 0 } title ? title : "Old chat";
}

/// <summary>One message.</summary>
/// <param name="Role"><c>user</c>, <c>assistant</c>, <c>tool</c>, or another.</param>
/// <param name="Text">What it says.</param>
/// <param name="Reasoning">What was thought, where it is kept apart.</param>
/// <param name="Calls">The tools that it calls.</param>
/// <param name="CallId">Of a tool's result: the call.</param>
/// <param name="ToolName">Of a tool's result: the tool.</param>
/// <param name="ToolInputs">Of a tool's result: the arguments as JSON, where they are kept with it.</param>
/// <param name="At">When; null where it does not say.</param>
/// <param name="Facts">What is known of how a reply was made.</param>
/// <param name="Images">Pictures in it.</param>
public sealed record OldMessage(
    string Role,
    string Text,
    string Reasoning,
    ImmutableArray<OldToolCall> Calls,
    string? CallId,
    string? ToolName,
    string? ToolInputs,
    DateTimeOffset? At,
    OldReplyFacts? Facts,
    ImmutableArray<OldImage> Images);

/// <summary>One call of a tool.</summary>
/// <param name="Id">Its id; may be empty.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">A JSON object as text.</param>
public sealed record OldToolCall(string Id, string Name, string Arguments);

/// <summary>How a reply was made, where the old program noted it.</summary>
/// <param name="Provider">The provider's key.</param>
/// <param name="Model">The model.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="ContentTokens">Tokens that were said.</param>
/// <param name="ThinkingTokens">Tokens that were thought.</param>
public sealed record OldReplyFacts(string? Provider, string? Model, DateTimeOffset? EndedAt, double? Seconds, long? ContentTokens, long? ThinkingTokens);

/// <summary>A picture.</summary>
/// <param name="MediaType">What it is said to be.</param>
/// <param name="Data">Its bytes; empty where they cannot be read.</param>
public sealed record OldImage(string MediaType, ImmutableArray<byte> Data);
