using System.Collections.Immutable;

namespace Sapphire.Actors.Prompts;

/// <summary>All prompts, pieces, spices and personas at one moment.</summary>
/// <param name="Prompts">The prompts by name.</param>
/// <param name="Pieces">The pieces by kind and key.</param>
/// <param name="Spices">The spices by category.</param>
/// <param name="Personas">The personas by id.</param>
/// <param name="Renamed">Former names of prompts, for chats that still use them.</param>
public sealed record PromptSet(
    ImmutableSortedDictionary<string, Prompt> Prompts,
    ImmutableSortedDictionary<PieceKind, ImmutableSortedDictionary<string, string>> Pieces,
    ImmutableSortedDictionary<string, SpiceCategory> Spices,
    ImmutableSortedDictionary<string, Persona> Personas,
    ImmutableDictionary<string, string> Renamed)
{
    /// <summary>The prompt of chats that name none, where it exists.</summary>
    public const string DefaultPrompt = "sapphire";

    /// <summary>The prompt of a name, also of a former one; null when there is none.</summary>
    public Prompt? Find(string? name)
    {
        for (int i = 0; name is not null && i < 16; i++)
        {
            if (Prompts.TryGetValue(name, out Prompt? prompt))
            {
                return prompt;
            }

            name = Renamed.GetValueOrDefault(name);
        }

        return null;
    }

    /// <summary>The prompt where none is named, or one that does not exist.</summary>
    public Prompt Fallback() =>
        Find(DefaultPrompt) ?? (Prompts.IsEmpty ? FactoryPrompts.Set.Prompts[DefaultPrompt] : Prompts.Values.FirstOrDefault(static p => !p.PrivacyRequired) ?? Prompts.Values.First());

    /// <summary>The text of a piece; null when there is none.</summary>
    public string? Piece(PieceKind kind, string key) => Pieces.GetValueOrDefault(kind)?.GetValueOrDefault(key);
}
