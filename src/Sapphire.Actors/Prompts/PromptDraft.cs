using System.Collections.Immutable;

namespace Sapphire.Actors.Prompts;

/// <summary>A prompt as the assistant has edited it in one chat. The library's prompt and pieces stay as they are.</summary>
/// <param name="Text">The text of a monolith; null for an assembled one.</param>
/// <param name="Pieces">The pieces of an assembled one; null for a monolith.</param>
/// <param name="Own">Pieces that exist in this chat only, over those of the library: <c>goals/win</c> to the text.</param>
public sealed record PromptDraft(string? Text, PieceSelection? Pieces, ImmutableSortedDictionary<string, string> Own)
{
    /// <summary>A copy of a prompt.</summary>
    public static PromptDraft Of(Prompt prompt) => new(prompt.Text, prompt.Pieces, ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    /// <summary>The text of a piece of its own; null where the library's holds.</summary>
    public string? Piece(PieceKind kind, string key) => Own.GetValueOrDefault(OwnKey(kind, key));

    /// <summary>The name of a piece of its own.</summary>
    public static string OwnKey(PieceKind kind, string key) => $"{kind.Name()}/{key}";
}
