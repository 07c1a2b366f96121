using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Tools;

namespace Sapphire.Actors.Assistant;

/// <summary>Reads what came back from a tool.</summary>
internal static class ToolResult
{
    /// <summary>
    /// The result object, or the reason of the failure: an exception, an object with <c>error</c>, or a text that is no JSON
    /// (with or without "Error:" before it).
    /// </summary>
    public static (JsonObject? Value, string? Error) Read(FunctionResultContent content)
    {
        if (content.Exception is { } exception)
        {
            return (null, exception is ToolException || content.Result is null ? exception.Message : Text(content.Result));
        }

        if (JsonValues.ToObject(content.Result) is not { } value)
        {
            return (null, content.Result is null ? "The tool gave no result." : Text(content.Result));
        }

        return value["error"] is { } error ? (null, (error is JsonObject inner ? inner["message"] ?? error : error).ToString()) : (value, null);
    }

    private static string Text(object result)
    {
        string text = JsonValues.ToNode(result)?.ToString().Trim() ?? "";
        return text.StartsWith("Error:", StringComparison.OrdinalIgnoreCase) ? text[6..].Trim() : text;
    }
}
