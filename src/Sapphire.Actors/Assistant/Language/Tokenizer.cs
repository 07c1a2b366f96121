using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Sapphire.Actors.Assistant.Language;

/// <summary>Normalises case, punctuation, contractions and signs.</summary>
internal static partial class Tokenizer
{
    private static readonly FrozenDictionary<string, string[]> Expansions = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["what's"] = "what is",
        ["whats"] = "what is",
        ["what're"] = "what are",
        ["what'd"] = "what did",
        ["what'll"] = "what will",
        ["it's"] = "it is",
        ["that's"] = "that is",
        ["thats"] = "that is",
        ["there's"] = "there is",
        ["here's"] = "here is",
        ["who's"] = "who is",
        ["whos"] = "who is",
        ["where's"] = "where is",
        ["wheres"] = "where is",
        ["when's"] = "when is",
        ["whens"] = "when is",
        ["how's"] = "how is",
        ["hows"] = "how is",
        ["how're"] = "how are",
        ["let's"] = "let us",
        ["lets"] = "let us",
        ["i'm"] = "i am",
        ["im"] = "i am",
        ["i'd"] = "i would",
        ["i'll"] = "i will",
        ["i've"] = "i have",
        ["you're"] = "you are",
        ["you've"] = "you have",
        ["we're"] = "we are",
        ["they're"] = "they are",
        ["she's"] = "she is",
        ["he's"] = "he is",
        ["don't"] = "do not",
        ["dont"] = "do not",
        ["doesn't"] = "does not",
        ["didn't"] = "did not",
        ["can't"] = "can not",
        ["cannot"] = "can not",
        ["won't"] = "will not",
        ["isn't"] = "is not",
        ["aren't"] = "are not",
        ["couldn't"] = "could not",
        ["wouldn't"] = "would not",
        ["shouldn't"] = "should not",
        ["gimme"] = "give me",
        ["lemme"] = "let me",
        ["wanna"] = "want to",
        ["gonna"] = "going to",
        ["gotta"] = "have to",
        ["pls"] = "please",
        ["plz"] = "please",
        ["thx"] = "thanks",
        ["u"] = "you",
        ["ur"] = "your",
        ["tmrw"] = "tomorrow",
        ["tmr"] = "tomorrow",
        ["tomorow"] = "tomorrow",
        ["tommorow"] = "tomorrow",
        ["tommorrow"] = "tomorrow",
        ["alright"] = "all right",
        ["okay"] = "ok",
        ["oclock"] = "o'clock",
        ["mins"] = "minutes",
        ["secs"] = "seconds",
        ["hrs"] = "hours",
        ["×"] = "*",
        ["÷"] = "/",
        ["√"] = "sqrt",
        ["π"] = "pi",
        ["²"] = "squared",
        ["³"] = "cubed",
        ["°"] = "degrees",
        ["½"] = "half",
        ["¼"] = "quarter",
        ["−"] = "-",
    }.ToFrozenDictionary(p => p.Key, p => p.Value.Split(' '), StringComparer.Ordinal);

    /// <summary>Splits a text into normalised tokens; anything that carries no meaning for a command is dropped.</summary>
    public static ImmutableArray<Token> Tokenize(string text)
    {
        var tokens = ImmutableArray.CreateBuilder<Token>();
        foreach (ValueMatch match in Pattern().EnumerateMatches(text))
        {
            int start = match.Index;
            int end = start + match.Length;
            string word = text[start..end].ToLowerInvariant().Replace('’', '\'').Replace('‘', '\'');
            if (Meaning(text, start, end, word) is { } meaning)
            {
                if (Expansions.TryGetValue(meaning, out string[]? words))
                {
                    foreach (string part in words)
                    {
                        tokens.Add(new Token(part, start, end));
                    }
                }
                else
                {
                    tokens.Add(new Token(meaning, start, end));
                }
            }
        }

        return tokens.ToImmutable();
    }

    private static string? Meaning(string text, int start, int end, string word)
    {
        char first = word[0];
        char before = start > 0 ? text[start - 1] : ' ';
        char after = end < text.Length ? text[end] : ' ';
        char next = NextVisible(text, end);
        switch (first)
        {
            case '-' or '−':
                // A hyphen between words says nothing; a sign or a subtraction does.
                return !char.IsLetter(before) && (char.IsAsciiDigit(next) || next is '(' or '.' or '√' or 'π') ? "-" : null;
            case '/':
                return char.IsLetter(before) && char.IsLetter(after) ? "per" : "/";
            case '!':
                return char.IsAsciiDigit(before) || before == ')' ? "!" : null;
        }

        if (char.IsAsciiDigit(first) || first == '.')
        {
            return word.Contains(',', StringComparison.Ordinal) ? word.Replace(",", "", StringComparison.Ordinal) : word;
        }

        if (first is 'a' or 'p' && word.Contains('.', StringComparison.Ordinal))
        {
            return first == 'a' ? "am" : "pm";
        }

        if (!word.Contains('\'', StringComparison.Ordinal) || word == "o'clock" || Expansions.ContainsKey(word))
        {
            return word;
        }

        // "today's date" is "today date": a possessive never changes what is asked.
        word = word.EndsWith("'s", StringComparison.Ordinal) ? word[..^2] : word;
        word = word.Replace("'", "", StringComparison.Ordinal);
        return word.Length == 0 ? null : word;
    }

    private static char NextVisible(string text, int index)
    {
        while (index < text.Length && char.IsWhiteSpace(text[index]))
        {
            index++;
        }

        return index < text.Length ? text[index] : ' ';
    }

    // Date | number, with thousands | clock | a.m. | word | ordinal digits come out as number + word | sign
    [GeneratedRegex(@"\d{4}-\d{2}-\d{2}|\d{1,2}:\d{2}(?!\d)|\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+|\b[aApP]\.\s?[mM]\b\.?|\p{L}+(?:['’‘]\p{L}+)*|[-−+*/^%()!×÷√²³°½¼]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
