using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Sapphire.Persistence.Memory;

/// <summary>Turns what a person wrote into the words that are looked for.</summary>
internal static class MemoryQuery
{
    private const int MaxWords = 32;

    // Words of questions and requests, which say nothing of what is looked for. In a small collection even bm25 would let them decide.
    private static readonly FrozenSet<string> Common = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "a", "about", "am", "an", "and", "are", "at", "be", "by", "can", "did", "do", "does", "for", "from", "had", "has", "have", "how", "i", "in",
        "is", "it", "its", "me", "my", "of", "on", "or", "our", "s", "t", "that", "the", "their", "there", "they", "this", "to", "was", "we",
        "were", "what", "when", "where", "which", "who", "whose", "why", "will", "with", "you", "your");

    /// <summary>An FTS5 query for any of the words, as prefixes; null when the text holds no word. Each is quoted, so nothing in it is read as query syntax.</summary>
    public static string? Of(string text) => Telling(text) is { Count: > 0 } words ? string.Join(" OR ", words.ConvertAll(word => $"\"{word}\"*")) : null;

    /// <summary>The words that are looked for. Common words count only where there are no others.</summary>
    public static List<string> Telling(string text)
    {
        List<string> words = Words(text, MaxWords);
        List<string> telling = words.FindAll(word => !Common.Contains(word));
        return telling.Count > 0 ? telling : words;
    }

    /// <summary>The words of a text.</summary>
    public static List<string> Words(string text, int maxWords = int.MaxValue)
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
            if (word.Length > 0 && words.Count < maxWords)
            {
                words.Add(word.ToString());
            }

            word.Clear();
        }
    }
}
