using System.Globalization;
using System.Text;
using Sapphire.Actors.Chat.Views;

namespace Sapphire.Actors.Chat;

/// <summary>What may be said: any text but nothing, too much, or half a character.</summary>
public static class TextRules
{
    /// <summary>Why a text cannot be said; null when it can.</summary>
    public static CommandError? Check(string? text, int maxText)
    {
        if (string.IsNullOrWhiteSpace(text) || Clean(text).AsSpan().Trim().IsEmpty)
        {
            return Invalid("The message is empty.", "Type something first.");
        }

        if (text.Length > maxText)
        {
            return Invalid($"The message is too long: {text.Length:N0} characters, and at most {maxText:N0} are allowed.", "Split it into several messages.");
        }

        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return Invalid($"The message holds half a character (an unpaired surrogate) at position {i + 1}.", "Remove it, or paste the text again.");
            }
        }

        return null;
    }

    /// <summary>The text without control characters other than tab and line feed, with line ends as line feeds.</summary>
    public static string Clean(string text)
    {
        if (!text.Any(c => c is not ('\n' or '\t') && char.GetUnicodeCategory(c) is UnicodeCategory.Control))
        {
            return text;
        }

        StringBuilder clean = new(text.Length);
        foreach (char c in text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n'))
        {
            if (c is '\n' or '\t' || char.GetUnicodeCategory(c) is not UnicodeCategory.Control)
            {
                clean.Append(c);
            }
        }

        return clean.ToString();
    }

    private static CommandError Invalid(string title, string detail) => new("invalid", title, detail, Retryable: false);
}
