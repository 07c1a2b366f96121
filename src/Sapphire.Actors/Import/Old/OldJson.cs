using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Sapphire.Actors.Import.Old;

/// <summary>Reads JSON that another program, and perhaps a person, has written: lenient in form, and never half a character.</summary>
internal static class OldJson
{
    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="OldFormatException">It is no JSON; says where.</exception>
    public static JsonElement Parse(byte[] content)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(content, Options);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new OldFormatException($"it is no whole JSON: line {(e.LineNumber ?? 0) + 1}: {Reason(e)}", e);
        }
    }

    /// <summary>The bytes of a file as UTF-8 whose every text can be read: without a byte order mark; what is no character becomes U+FFFD.</summary>
    public static byte[] Clean(byte[] content)
    {
        if (content.AsSpan().StartsWith("\uFEFF"u8))
        {
            content = content[3..];
        }

        if (!Utf8.IsValid(content))
        {
            content = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(content));
        }

        // Half a character is written \ud83d; alone it is no text.
        for (int i = 0; i + 5 < content.Length; i++)
        {
            if (content[i] != '\\')
            {
                continue;
            }

            if (content[i + 1] != 'u')
            {
                i++;
                continue;
            }

            int unit = Unit(content, i);
            if (unit is >= 0xd800 and < 0xdc00 && i + 11 < content.Length && content[i + 6] == '\\' && content[i + 7] == 'u' && Unit(content, i + 6) is >= 0xdc00 and < 0xe000)
            {
                i += 11;
            }
            else
            {
                if (unit is >= 0xd800 and < 0xe000)
                {
                    "\\ufffd"u8.CopyTo(content.AsSpan(i));
                }

                i += 5;
            }
        }

        return content;
    }

    /// <summary>A member; null when there is none, or it is null.</summary>
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value : null;

    /// <summary>A member that is a text, as it is; null when there is none.</summary>
    public static string? Text(this JsonElement element, string name) => element.Member(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>A member that is a finite number, or a text that is one; null when there is none.</summary>
    public static double? Number(this JsonElement element, string name) => element.Member(name) switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetDouble(out double value) && double.IsFinite(value) => value,
        { ValueKind: JsonValueKind.String } text when double.TryParse(text.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) => value,
        _ => null,
    };

    /// <summary>A member that is a whole number; null when there is none.</summary>
    public static long? Whole(this JsonElement element, string name) =>
        element.Number(name) is { } value && Math.Abs(value) < 1e15 && Math.Floor(value) == value ? (long)value : null;

    /// <summary>A member that is true or false, or a number or text that means it; null when there is none.</summary>
    public static bool? Flag(this JsonElement element, string name) => element.Member(name) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.Number } number => number.TryGetDouble(out double value) && value != 0,
        { ValueKind: JsonValueKind.String } text when bool.TryParse(text.GetString(), out bool value) => value,
        _ => null,
    };

    /// <summary>What a member of another kind says, as text: its text, or its JSON.</summary>
    public static string AsText(this JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();

    /// <summary>The message of a fault without the place, which is counted from 0 there.</summary>
    public static string Reason(JsonException e) =>
        e.Message.Split(" LineNumber:", StringSplitOptions.None)[0].Split(" Path:", StringSplitOptions.None)[0].TrimEnd('.');

    private static int Unit(byte[] content, int at) =>
        int.TryParse(content.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int unit) ? unit : -1;
}
