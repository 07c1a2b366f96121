using System.Collections.Immutable;
using System.Text;

namespace Sapphire.Actors.Search;

/// <summary>
/// What a person typed, understood: every word must be there; words in quotes, and pieces of one word ("node.js"), must stand together;
/// the last word may go on, unless a space or a quote ends it. Whatever is typed is a query; nothing is an error.
/// </summary>
internal sealed record SearchQuery(ImmutableArray<SearchTerm> Terms)
{
    // More is a pasted page, not a search.
    private const int MaxText = 500;
    private const int MaxTerms = 16;
    private const int MaxTokens = 16;

    /// <summary>Understands a query; without terms when there is nothing to search in it.</summary>
    public static SearchQuery Parse(string? text)
    {
        ImmutableArray<SearchTerm>.Builder terms = ImmutableArray.CreateBuilder<SearchTerm>();
        StringBuilder word = new();
        bool quoted = false;
        text = text is null ? "" : text.Length > MaxText ? text[..MaxText] : text;
        foreach (char c in text)
        {
            if (c is '"' or '“' or '”' or '„' or '«' or '»')
            {
                Take(prefix: false);
                quoted = !quoted;
            }
            else if (char.IsWhiteSpace(c) && !quoted)
            {
                Take(prefix: false);
            }
            else
            {
                word.Append(c);
            }
        }

        Take(prefix: text.Length > 0 && !char.IsWhiteSpace(text[^1]));
        return new(terms.DrainToImmutable());

        void Take(bool prefix)
        {
            ImmutableArray<string> tokens = [.. TextTokenizer.Tokenize(word.ToString()).Select(token => token.Text).Take(MaxTokens)];
            if (!tokens.IsEmpty && terms.Count < MaxTerms)
            {
                terms.Add(new(tokens, prefix));
            }

            word.Clear();
        }
    }

    /// <summary>For FTS5.</summary>
    public string ToFts5() => string.Join(" AND ", Terms.Select(term => $"\"{string.Join(' ', term.Tokens)}\"{(term.Prefix ? " *" : "")}"));

    /// <summary>For PostgreSQL's tsquery: that all the tokens are there. Whether those of a term stand together is not in its index.</summary>
    public string ToTsQuery() => string.Join(" & ", Terms.SelectMany(term => term.Tokens.Select((token, i) =>
        !term.Prefix || i < term.Tokens.Length - 1 ? $"'{token}'" : token.Length <= WordVector.MaxPrefix ? $"'{WordVector.Prefix(token)}'" : $"'{token}':*")));
}

/// <summary>Tokens that must follow each other.</summary>
/// <param name="Tokens">At least one.</param>
/// <param name="Prefix">Whether the last one may go on.</param>
#pragma warning disable MA0048 // A part of a query.
internal sealed record SearchTerm(ImmutableArray<string> Tokens, bool Prefix)
{
    /// <summary>A pattern for LIKE over tokens with a space before, between and after them.</summary>
    public string LikePattern => $"% {string.Join(' ', Tokens)}{(Prefix ? "" : " ")}%";

    /// <summary>Whether the term stands at a place.</summary>
    public bool IsAt(IReadOnlyList<string> tokens, int index)
    {
        if (index + Tokens.Length > tokens.Count)
        {
            return false;
        }

        for (int i = 0; i < Tokens.Length; i++)
        {
            string token = tokens[index + i];
            if (!(Prefix && i == Tokens.Length - 1 ? token.StartsWith(Tokens[i], StringComparison.Ordinal) : string.Equals(token, Tokens[i], StringComparison.Ordinal)))
            {
                return false;
            }
        }

        return true;
    }
}
#pragma warning restore MA0048
