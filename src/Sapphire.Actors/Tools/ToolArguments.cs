using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Sapphire.Actors.Tools;

/// <summary>
/// Reads what a model sent, leniently: names in any case, numbers as strings, all arguments as one JSON string or nested in
/// one object, "null" and empty strings as absent.
/// </summary>
internal sealed class ToolArguments
{
    private static readonly string[] Wrappers = ["arguments", "args", "input", "parameters", "params", "kwargs"];

    private readonly Dictionary<string, JsonNode> _values = new(StringComparer.Ordinal);

    /// <summary>Reads the arguments of one call.</summary>
    public ToolArguments(IReadOnlyDictionary<string, object?> arguments)
    {
        foreach ((string name, object? value) in arguments)
        {
            Add(name, JsonValues.ToNode(value), wrapped: arguments.Count == 1);
        }
    }

    /// <summary>Reads the arguments of one call.</summary>
    public ToolArguments(AIFunctionArguments arguments) : this((IReadOnlyDictionary<string, object?>)arguments.ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal))
    {
    }

    /// <summary>A text; null when it is absent or empty.</summary>
    public string? Text(params ReadOnlySpan<string> names)
    {
        JsonNode? node = Find(names);
        string? text = node switch
        {
            null => null,
            JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
            JsonArray { Count: 1 } array => array[0]?.ToString(),
            _ => node.ToString(),
        };
        text = text?.Trim();
        return text is null or "" or "null" or "None" or "undefined" ? null : text;
    }

    /// <summary>A text that must be there.</summary>
    /// <exception cref="ToolException">It is not; the message names it and shows an example.</exception>
    public string Required(string example, params ReadOnlySpan<string> names) =>
        Text(names) ?? throw new ToolException($"The argument '{names[0]}' is missing. Example: {example}");

    /// <summary>A number; null when it is absent.</summary>
    /// <exception cref="ToolException">It is something else.</exception>
    public decimal? Number(params ReadOnlySpan<string> names)
    {
        if (Text(names) is not { } text)
        {
            return null;
        }

        return decimal.TryParse(text, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out decimal number)
            ? number
            : Assistant.Language.NumberParser.Longest(Assistant.Language.Utterance.Of(text), 0) is { } spoken && spoken.End == Assistant.Language.Utterance.Of(text).Count
                ? spoken.Value
                : throw new ToolException($"The argument '{names[0]}' must be a number, not '{(text.Length <= 40 ? text : text[..40] + "…")}'.");
    }

    /// <summary>A yes or no; false when it is absent.</summary>
    public bool Flag(params ReadOnlySpan<string> names) => Text(names)?.ToLowerInvariant() is "true" or "yes" or "1" or "all";

    private void Add(string name, JsonNode? node, bool wrapped)
    {
        if (node is null)
        {
            return;
        }

        if (wrapped && Wrappers.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            JsonNode? inner = node;
            if (node is JsonValue value && value.GetValueKind() == JsonValueKind.String)
            {
                inner = JsonValues.TryParse(value.GetValue<string>());
            }

            if (inner is JsonObject all)
            {
                foreach ((string key, JsonNode? item) in all)
                {
                    Add(key, item, wrapped: false);
                }

                return;
            }
        }

        _values.TryAdd(Key(name), node);
    }

    private JsonNode? Find(ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (_values.TryGetValue(Key(name), out JsonNode? node))
            {
                return node;
            }
        }

        return null;
    }

    private static string Key(string name) => name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
}
