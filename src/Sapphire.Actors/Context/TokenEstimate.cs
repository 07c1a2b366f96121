using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Images;
using Sapphire.Actors.Turns;

namespace Sapphire.Actors.Context;

/// <summary>
/// How many tokens something takes, about: no table of any tokenizer is needed, and what a provider counts corrects it
/// (<see cref="TokenCalibration"/>). It would rather count too many than too few. Pure.
/// </summary>
public static class TokenEstimate
{
    /// <summary>What a message takes beside its content: its role and its marks.</summary>
    public const int PerMessage = 4;

    private const int PerCall = 8;
    private const int PerTool = 12;
    private const int LargestImage = 1_600;

    // Sums are kept in hundredths of a token, so that many short pieces do not round up one by one.
    private const int One = 100;

    private enum Kind
    {
        Blank,
        Line,
        Latin,
        Digit,
        Mark,
        Letter,
        Ideograph,
        Dense,
    }

    /// <summary>Tokens of a text.</summary>
    public static int Of(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return 0;
        }

        long sum = 0;
        int start = 0;
        while (start < text.Length)
        {
            Kind kind = KindOf(text[start]);
            int end = start + 1;
            int marked = kind == Kind.Latin ? MarkOf(text[start]) : 0;
            while (end < text.Length && KindOf(text[end]) == kind && (kind != Kind.Mark || text[end] == text[start]))
            {
                marked += kind == Kind.Latin ? MarkOf(text[end]) : 0;
                end++;
            }

            sum += Cost(kind, end - start) + marked;
            start = end;
        }

        return (int)Math.Min(int.MaxValue, (sum + One - 1) / One);
    }

    /// <summary>Tokens of a message. Reasoning is not sent, and counts nothing.</summary>
    public static int Of(ChatMessage message) => PerMessage + message.Contents.Sum(Of);

    /// <summary>Tokens of messages together.</summary>
    public static int Of(IEnumerable<ChatMessage> messages) => messages.Sum(Of);

    /// <summary>Tokens of what the tools say of themselves.</summary>
    public static int Of(IReadOnlyList<AIFunction> tools) =>
        tools.Sum(static tool => PerTool + Of(tool.Name) + Of(tool.Description) + (tool.JsonSchema.ValueKind == JsonValueKind.Object ? Of(tool.JsonSchema.GetRawText()) : 0));

    /// <summary>Tokens of an image of so many pixels, as the large providers count it.</summary>
    public static int OfImage(int width, int height) => 85 + (int)Math.Min(LargestImage, (long)width * height / 750);

    private static int Of(AIContent content) => content switch
    {
        TextContent text => Of(text.Text),
        FunctionCallContent call => PerCall + Of(call.Name) + (call.Arguments is null ? 0 : Of(JsonSerializer.Serialize(call.Arguments, TurnJsonContext.Default.IDictionaryStringObject))),
        FunctionResultContent result => PerCall + Of(result.Result as string ?? result.Result?.ToString()),
        ImageReference image => OfImage(image.Width, image.Height),
        DataContent or UriContent => LargestImage,
        _ => 0,
    };

    private static long Cost(Kind kind, int length) => kind switch
    {
        // The blank before a word belongs to it.
        Kind.Blank => length == 1 ? 0 : One,
        Kind.Line => One,
        // Usual words are one token; long ones are pieced together.
        Kind.Latin => length <= 7 ? One + (length * 4) : One + ((length - 3) / 4 * One),
        Kind.Digit => (length + 2) / 3 * One,
        Kind.Mark => (length + 3) / 4 * One,
        Kind.Letter => (long)length * 45,
        Kind.Ideograph => (long)length * One,
        // Two halves of an emoji; scripts that tokenizers know badly.
        _ => (long)length * 125,
    };

    // What a Latin letter with marks takes beside its part of the word, in hundredths of a token: tokenizers know fewer words with it.
    private static int MarkOf(char c) => c switch
    {
        (>= '\u00c0' and <= '\u024f') and not ('\u00d7' or '\u00f7') => 30,
        >= '\u1e00' and <= '\u1eff' => 60,
        _ => 0,
    };

    private static Kind KindOf(char c)
    {
        if (char.IsAsciiLetter(c) || MarkOf(c) > 0)
        {
            return Kind.Latin;
        }

        if (c is '\n' or '\r')
        {
            return Kind.Line;
        }

        if (char.IsWhiteSpace(c))
        {
            return Kind.Blank;
        }

        if (char.IsDigit(c))
        {
            return Kind.Digit;
        }

        return c switch
        {
            < '\u0080' => Kind.Mark,
            // Greek, Cyrillic.
            < '\u0530' when char.IsLetter(c) => Kind.Letter,
            // Armenian, Hebrew, Arabic; Georgian.
            < '\u0900' => Kind.Letter,
            >= '\u2000' and < '\u2e80' => CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.OtherSymbol ? Kind.Dense : Kind.Mark,
            >= '\u2e80' and < '\ud800' => Kind.Ideograph,
            >= '\uf900' and < '\ufb00' => Kind.Ideograph,
            >= '\uff00' and < '\ufff0' => Kind.Ideograph,
            _ => Kind.Dense,
        };
    }
}
