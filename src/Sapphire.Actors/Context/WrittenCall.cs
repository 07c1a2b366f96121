using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Sapphire.Actors.Context;

/// <summary>Reads a tool call that a model wrote as JSON into its text. Pure.</summary>
internal static class WrittenCall
{
    /// <summary>The members with which such JSON begins.</summary>
    public static readonly string[] Members = ["name", "arguments", "parameters", "args", "input", "function", "function_call", "tool_call", "tool_calls", "tool", "tool_name", "type", "id"];

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 32 };

    private static readonly string[] Wrappers = ["function_call", "tool_call", "function"];

    private static readonly string[] Names = ["name", "tool_name", "tool", "function"];

    private static readonly string[] Arguments = ["arguments", "parameters", "args", "input"];

    /// <summary>The calls in a piece of JSON: one object, or a list of them; none when it is anything else.</summary>
    /// <param name="json">The text.</param>
    /// <param name="known">True when only these names count, and arguments must be there: JSON that happens to have a name is no call.</param>
    /// <param name="tools">The names of the tools on offer.</param>
    /// <param name="id">Gives the next id.</param>
    public static IReadOnlyList<FunctionCallContent> Read(string json, bool known, IReadOnlySet<string> tools, Func<string> id)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Lenient);
            JsonElement root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("tool_calls", out JsonElement list))
            {
                root = list;
            }

            JsonElement[] all = root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray()] : [root];
            List<FunctionCallContent> calls = [];
            foreach (JsonElement one in all)
            {
                if (One(one, known, tools, id) is not { } call)
                {
                    return [];
                }

                calls.Add(call);
            }

            return calls;
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static FunctionCallContent? One(JsonElement element, bool known, IReadOnlySet<string> tools, Func<string> id)
    {
        foreach (string wrapper in Wrappers)
        {
            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(wrapper, out JsonElement inner) && inner.ValueKind == JsonValueKind.Object)
            {
                element = inner;
            }
        }

        if (element.ValueKind != JsonValueKind.Object || Find(element, Names, JsonValueKind.String) is not { } name || name.GetString() is not { Length: > 0 } called)
        {
            return null;
        }

        JsonElement? given = Find(element, Arguments, JsonValueKind.Object) ?? Find(element, Arguments, JsonValueKind.String);
        if (known && (given is null || !tools.Contains(called)))
        {
            return null;
        }

        try
        {
            return new(id(), called, given is { } arguments ? ArgumentsOf(arguments) : new Dictionary<string, object?>());
        }
        catch (JsonException e)
        {
            return known ? null : new(id(), called) { Exception = e };
        }
    }

    private static JsonElement? Find(JsonElement element, string[] members, JsonValueKind kind)
    {
        foreach (string member in members)
        {
            if (element.TryGetProperty(member, out JsonElement value) && value.ValueKind == kind)
            {
                return value;
            }
        }

        return null;
    }

    private static Dictionary<string, object?> ArgumentsOf(JsonElement arguments)
    {
        if (arguments.ValueKind == JsonValueKind.String)
        {
            using JsonDocument inner = JsonDocument.Parse(arguments.GetString()!, Lenient);
            return inner.RootElement.ValueKind == JsonValueKind.Object ? ArgumentsOf(inner.RootElement) : throw new JsonException("The arguments are not an object.");
        }

        return arguments.EnumerateObject().GroupBy(static p => p.Name, StringComparer.Ordinal).ToDictionary(static g => g.Key, static g => (object?)g.Last().Value.Clone(), StringComparer.Ordinal);
    }
}
