using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Sapphire.Actors.Prompts;

/// <summary>What there is to know about the kinds of pieces.</summary>
public static class PieceKinds
{
    /// <summary>The longest key of a piece, in characters.</summary>
    public const int MaxKey = 64;

    /// <summary>All kinds, in the order in which they are assembled.</summary>
    public static ImmutableArray<PieceKind> All { get; } = [.. Enum.GetValues<PieceKind>()];

    /// <summary>Whether a prompt takes several of this kind.</summary>
    public static bool IsList(this PieceKind kind) => kind is PieceKind.Extras or PieceKind.Emotions;

    /// <summary>The name in files, routes and tools: <c>persona</c>, <c>extras</c>.</summary>
    public static string Name(this PieceKind kind) => kind switch
    {
        PieceKind.Persona => "persona",
        PieceKind.Location => "location",
        PieceKind.Relationship => "relationship",
        PieceKind.Goals => "goals",
        PieceKind.Format => "format",
        PieceKind.Scenario => "scenario",
        PieceKind.Extras => "extras",
        _ => "emotions",
    };

    /// <summary>Understands a name, in any case, in singular or plural.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out PieceKind kind)
    {
        string wanted = Stem(text ?? "");
        foreach (PieceKind one in All)
        {
            if (wanted.Length > 0 && Stem(one.Name()) == wanted)
            {
                kind = one;
                return true;
            }
        }

        kind = default;
        return false;
    }

    /// <summary>The key that a text becomes: lower case, a–z, 0–9 and underscores; empty when nothing is left of it.</summary>
    public static string KeyOf(string text)
    {
        Span<char> key = stackalloc char[MaxKey];
        int length = 0;
        foreach (char c in text.Trim().ToLowerInvariant())
        {
            if (length == MaxKey)
            {
                break;
            }

            if (char.IsAsciiLetterOrDigit(c))
            {
                key[length++] = c;
            }
            else if (length > 0 && key[length - 1] != '_')
            {
                key[length++] = '_';
            }
        }

        return key[..length].TrimEnd('_').ToString();
    }

    private static string Stem(string text)
    {
        text = text.Trim().ToLowerInvariant();
        return text.EndsWith('s') ? text[..^1] : text;
    }
}
