using System.Collections.Immutable;

namespace Sapphire.Actors.Assistant.Language;

/// <summary>A text and its tokens; a part of it keeps the spans of the whole.</summary>
internal sealed class Utterance
{
    private Utterance(string source, ImmutableArray<Token> tokens)
    {
        Source = source;
        Tokens = tokens;
    }

    /// <summary>The text as it was typed or heard.</summary>
    public string Source { get; }

    /// <summary>Its tokens.</summary>
    public ImmutableArray<Token> Tokens { get; }

    /// <summary>The number of tokens.</summary>
    public int Count => Tokens.Length;

    /// <summary>The text of the token at <paramref name="index"/>; empty beyond the end.</summary>
    public string this[int index] => (uint)index < (uint)Tokens.Length ? Tokens[index].Text : "";

    /// <summary>Splits a text into tokens.</summary>
    public static Utterance Of(string text) => new(text, Tokenizer.Tokenize(text));

    /// <summary>The tokens from <paramref name="start"/> to <paramref name="end"/> (exclusive).</summary>
    public Utterance Slice(int start, int end) => new(Source, Tokens[start..end]);

    /// <summary>The source text that the tokens from <paramref name="start"/> to <paramref name="end"/> (exclusive) came from.</summary>
    public string Original(int start, int end) =>
        start >= end ? "" : Source[Tokens[start].Start..Tokens[end - 1].End];

    /// <summary>The tokens from <paramref name="start"/> to <paramref name="end"/> (exclusive), joined with spaces.</summary>
    public string Words(int start, int end) => string.Join(' ', Tokens.Skip(start).Take(end - start).Select(t => t.Text));

    /// <summary>Whether the words stand at <paramref name="index"/>.</summary>
    public bool Has(int index, params ReadOnlySpan<string> words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            if (this[index + i] != words[i])
            {
                return false;
            }
        }

        return true;
    }
}
