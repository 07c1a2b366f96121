using System.Collections.Immutable;
using System.Text;

namespace Sapphire.Actors.Prompts;

/// <summary>
/// The text of one prompt. Pure. An assembled one reads:
/// <code>
/// (persona)
///
/// Location: …            one line for each piece
/// Relationship: …
/// Goals: …
/// Format: …
/// Scenario: …
/// Extras:
/// - …
/// Emotions: calm, curious
///
/// For this part of the conversation: (spice)
/// </code>
/// </summary>
public static class PromptText
{
    private const string SpiceLabel = "For this part of the conversation: ";
    private const string SpiceVariable = "{" + PromptVariables.Spice + "}";

    /// <summary>The text before the variables are filled in.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="piece">Gives the text of a piece; null for one that does not exist.</param>
    /// <param name="spice">The spice; null for none. A text that holds <c>{spice}</c> gets it there; an assembled one gets it at its end, a monolith not at all.</param>
    /// <param name="missing">The pieces that do not exist: <c>goals "win"</c>.</param>
    public static string Assemble(Prompt prompt, Func<PieceKind, string, string?> piece, string? spice, out ImmutableArray<string> missing)
    {
        missing = [];
        if (prompt.Pieces is not { } pieces)
        {
            return prompt.Text ?? "";
        }

        ImmutableArray<string>.Builder lost = ImmutableArray.CreateBuilder<string>();
        StringBuilder text = new();
        foreach (PieceKind kind in PieceKinds.All)
        {
            List<string> found = [];
            foreach (string key in pieces[kind])
            {
                if (piece(kind, key) is not { } one)
                {
                    lost.Add($"{kind.Name()} \"{key}\"");
                }
                else if (one.Trim() is { Length: > 0 } trimmed)
                {
                    found.Add(trimmed);
                }
            }

            if (found.Count > 0)
            {
                Append(text, kind, found);
            }
        }

        missing = lost.ToImmutable();
        string assembled = text.ToString().Trim();
        return spice is null || assembled.Contains(SpiceVariable, StringComparison.Ordinal)
            ? assembled
            : Join(assembled, SpiceLabel + SpiceVariable);
    }

    /// <summary>Whether the spice shows in a text.</summary>
    public static bool TakesSpice(string text) => text.Contains(SpiceVariable, StringComparison.Ordinal);

    /// <summary>Two texts with a blank line between them, where both are there.</summary>
    public static string Join(string first, string second) => first.Length == 0 ? second : second.Length == 0 ? first : $"{first}\n\n{second}";

    private static void Append(StringBuilder text, PieceKind kind, List<string> found)
    {
        switch (kind)
        {
            case PieceKind.Persona:
                text.Append(found[0]).Append("\n\n");
                break;
            case PieceKind.Extras:
                text.Append("Extras:\n");
                foreach (string one in found)
                {
                    text.Append("- ").Append(one).Append('\n');
                }

                break;
            case PieceKind.Emotions:
                text.Append("Emotions: ").AppendJoin(", ", found).Append('\n');
                break;
            default:
                text.Append(Title(kind)).Append(": ").Append(found[0]).Append('\n');
                break;
        }
    }

    private static string Title(PieceKind kind) => char.ToUpperInvariant(kind.Name()[0]) + kind.Name()[1..];
}
