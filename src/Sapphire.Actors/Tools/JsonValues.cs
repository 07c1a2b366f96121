using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sapphire.Actors.Tools;

/// <summary>Turns the loosely typed values of function calls and results into JSON.</summary>
internal static class JsonValues
{
    /// <summary>The value as a node: JSON stays, text that holds a JSON object or array is read, anything else becomes a JSON value.</summary>
    public static JsonNode? ToNode(object? value) => value switch
    {
        null => null,
        JsonNode node => node,
        JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => null,
        JsonElement element => JsonNode.Parse(element.GetRawText()),
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        int number => JsonValue.Create(number),
        long number => JsonValue.Create(number),
        double number when double.IsFinite(number) => JsonValue.Create(number),
        decimal number => JsonValue.Create(number),
        IFormattable other => JsonValue.Create(other.ToString(null, System.Globalization.CultureInfo.InvariantCulture)),
        _ => JsonValue.Create(value.ToString()),
    };

    /// <summary>An object of a result, also where it came as text; null when it is none.</summary>
    public static JsonObject? ToObject(object? value)
    {
        JsonNode? node = ToNode(value);
        if (node is JsonValue text && text.GetValueKind() == JsonValueKind.String)
        {
            node = TryParse(text.GetValue<string>());
        }

        return node as JsonObject;
    }

    /// <summary>Reads JSON; null when it is none.</summary>
    public static JsonNode? TryParse(string text)
    {
        string trimmed = text.Trim();
        if (trimmed.Length == 0 || trimmed[0] is not ('{' or '['))
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(trimmed);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
