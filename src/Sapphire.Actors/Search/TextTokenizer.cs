using System.Globalization;
using System.Text;

namespace Sapphire.Actors.Search;

/// <summary>
/// Cuts a text into what can be searched: words without case and diacritics. Scripts that are written without spaces (Chinese,
/// Japanese, Thai and others), and symbols such as emoji, give a token for each character. One tokeniser for texts, queries and
/// snippets, whatever the database: what is found is what is marked.
/// </summary>
internal static class TextTokenizer
{
    // No word of any language is longer; a line of base64 is.
    private const int MaxToken = 64;
    private static readonly Dictionary<char, string> Folded = ReadFolding();

    /// <summary>The tokens of a text in order.</summary>
    public static IEnumerable<TextToken> Tokenize(string text)
    {
        StringBuilder token = new();
        int start = 0;
        int end = 0;
        bool single = false;
        for (int i = 0; i < text.Length;)
        {
            // Half a character counts as U+FFFD, a symbol that nobody searches.
            _ = Rune.DecodeFromUtf16(text.AsSpan(i), out Rune rune, out int length);
            Kind kind = KindOf(rune);
            if (kind is Kind.Separator or Kind.Single || (single && kind == Kind.Word))
            {
                if (token.Length > 0)
                {
                    yield return new(token.ToString(), start, end - start);
                    token.Clear();
                }

                single = false;
            }

            if (kind is Kind.Word or Kind.Single || (kind == Kind.Mark && token.Length > 0))
            {
                if (token.Length == 0)
                {
                    start = i;
                }

                end = i + length;
                single |= kind == Kind.Single;
                if (token.Length < MaxToken)
                {
                    AppendFolded(token, rune);
                }
            }
            else if (kind == Kind.Dropped && token.Length > 0)
            {
                end = i + length;
            }

            i += length;
        }

        if (token.Length > 0)
        {
            yield return new(token.ToString(), start, end - start);
        }
    }

    private static void AppendFolded(StringBuilder token, Rune rune)
    {
        if (rune.IsAscii)
        {
            token.Append(char.ToLowerInvariant((char)rune.Value));
        }
        else if (rune.IsBmp && Folded.TryGetValue((char)rune.Value, out string? folded))
        {
            token.Append(folded);
        }
        else
        {
            token.Append(Rune.ToLowerInvariant(rune).ToString());
        }
    }

    private static Kind KindOf(Rune rune)
    {
        int value = rune.Value;
        if (rune.IsAscii)
        {
            return char.IsAsciiLetterOrDigit((char)value) ? Kind.Word : Kind.Separator;
        }

        switch (Rune.GetUnicodeCategory(rune))
        {
            case UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
                or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber:
                return IsWithoutSpaces(value) ? Kind.Single : Kind.Word;
            case UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark:
                return IsDiacritic(value) ? Kind.Dropped : Kind.Mark;
            case UnicodeCategory.OtherSymbol:
                return value == 0xFFFD ? Kind.Separator : Kind.Single;
            // Joiners and soft hyphens are inside words.
            case UnicodeCategory.Format:
                return Kind.Dropped;
            default:
                return Kind.Separator;
        }
    }

    // Marks of Latin, Greek and Cyrillic, Hebrew points, Arabic vowel signs, and the selectors of emoji. Those of other scripts are part of the word.
    private static bool IsDiacritic(int value) => value is (>= 0x300 and <= 0x36F) or (>= 0x483 and <= 0x489) or (>= 0x591 and <= 0x5C7) or (>= 0x610 and <= 0x61A)
        or (>= 0x64B and <= 0x65F) or 0x670 or (>= 0x1AB0 and <= 0x1AFF) or (>= 0x1DC0 and <= 0x1DFF) or (>= 0x20D0 and <= 0x20FF) or (>= 0xFE00 and <= 0xFE2F);

    private static bool IsWithoutSpaces(int value) => value is (>= 0xE00 and <= 0xEFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF)
        or (>= 0x3005 and <= 0x3007) or (>= 0x3040 and <= 0x30FF) or (>= 0x31F0 and <= 0x31FF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0xFF66 and <= 0xFF9F) or (>= 0x20000 and <= 0x3FFFF);

    private static Dictionary<char, string> ReadFolding()
    {
        Dictionary<char, string> folded = [];
        foreach (string line in FoldingTable.Lines)
        {
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            foreach (char c in line.AsSpan(space + 1))
            {
                folded[c] = line[..space];
            }
        }

        return folded;
    }

    private enum Kind
    {
        Separator,
        Word,

        // A token of its own.
        Single,

        // Part of the token before it.
        Mark,

        // Belongs to the token before it, and is not searched.
        Dropped,
    }
}

/// <summary>One token, and where it stands in its text.</summary>
#pragma warning disable MA0048 // What the tokeniser gives.
internal readonly record struct TextToken(string Text, int Start, int Length);
#pragma warning restore MA0048
