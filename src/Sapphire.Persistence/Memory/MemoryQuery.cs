using System.Globalization;
using System.Text;

namespace Sapphire.Persistence.Memory;

/// <summary>Turns what a person wrote into an FTS5 query. Each word becomes a quoted prefix, so nothing in it is read as query syntax.</summary>
internal static class MemoryQuery
{
    private const int MaxWords = 32;

    /// <summary>Any of the words, as prefixes; null when the text holds no word.</summary>
    public static string? Of(string text)
    {
        List<string> words = Words(text);
        return words.Count == 0 ? null : string.Join(" OR ", words.ConvertAll(word => $"\"{word}\"*"));
    }

    private static List<string> Words(string text)
    {
        List<string> words = [];
        StringBuilder word = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            // What FTS5's unicode61 tokenizer keeps together: letters, digits, marks and private use.
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber
                or UnicodeCategory.OtherNumber or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)
            {
                word.Append(rune.ToString());
            }
            else
            {
                Flush();
            }
        }

        Flush();
        return words;

        void Flush()
        {
            if (word.Length > 0 && words.Count < MaxWords)
            {
                words.Add(word.ToString());
            }

            word.Clear();
        }
    }
}
