using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Sapphire.Actors.Models.OpenAi;

/// <summary>Writes the body of <c>POST chat/completions</c>.</summary>
internal static class ChatRequestWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The body as UTF-8.</summary>
    /// <param name="endpoint">Names the model, unless <paramref name="options"/> do.</param>
    /// <param name="messages">The conversation. Reasoning is never sent back.</param>
    /// <param name="options">Tools, sampling, limits.</param>
    /// <param name="profile">For what the options leave open.</param>
    /// <param name="without">Members that the server refuses (<see cref="RefusedMembers"/>).</param>
    public static ReadOnlyMemory<byte> Write(OpenAiEndpoint endpoint, IEnumerable<ChatMessage> messages, ChatOptions? options, GenerationProfile profile, IReadOnlySet<string> without)
    {
        ArrayBufferWriter<byte> buffer = new(4096);
        using (Utf8JsonWriter json = new(buffer, Options))
        {
            json.WriteStartObject();
            string model = options?.ModelId ?? endpoint.Model;
            json.WriteString("model", model);
            json.WriteStartArray("messages");
            if (!string.IsNullOrEmpty(options?.Instructions))
            {
                WriteText(json, "system", options.Instructions);
            }

            foreach (ChatMessage message in messages)
            {
                WriteMessage(json, message, endpoint);
            }

            json.WriteEndArray();
            json.WriteBoolean("stream", true);
            if (!without.Contains(RefusedMembers.StreamOptions))
            {
                json.WriteStartObject("stream_options");
                json.WriteBoolean("include_usage", true);
                json.WriteEndObject();
            }

            SamplingWriter sampling = new(json, profile, without);
            sampling.Write(endpoint, model, SamplingWriter.Effective(options, profile));
            if (options is not null)
            {
                WriteFormat(json, options);
                WriteTools(json, options);
            }

            sampling.WriteExtra();

            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteMessage(Utf8JsonWriter json, ChatMessage message, OpenAiEndpoint endpoint)
    {
        if (message.Role == ChatRole.System || message.Role.Value is "developer")
        {
            WriteText(json, "system", message.Text);
        }
        else if (message.Role == ChatRole.Assistant)
        {
            WriteAssistant(json, message, endpoint);
        }
        else if (message.Role == ChatRole.Tool || message.Contents.Any(static c => c is FunctionResultContent))
        {
            foreach (FunctionResultContent result in message.Contents.OfType<FunctionResultContent>())
            {
                json.WriteStartObject();
                json.WriteString("role", "tool");
                json.WriteString("tool_call_id", Clean(result.CallId));
                json.WriteString("content", Clean(ResultText(result)));
                json.WriteEndObject();
            }
        }
        else
        {
            WriteUser(json, message);
        }
    }

    private static void WriteAssistant(Utf8JsonWriter json, ChatMessage message, OpenAiEndpoint endpoint)
    {
        json.WriteStartObject();
        json.WriteString("role", "assistant");
        // Empty, not null: the chat templates of some servers write "None" for null.
        json.WriteString("content", Clean(message.Text));
        bool any = false;
        foreach (FunctionCallContent call in message.Contents.OfType<FunctionCallContent>())
        {
            if (!any)
            {
                json.WriteStartArray("tool_calls");
                any = true;
            }

            json.WriteStartObject();
            json.WriteString("id", Clean(call.CallId));
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", Clean(call.Name));
            json.WriteString("arguments", Arguments(call));
            json.WriteEndObject();
            if (endpoint.Kind == "gemini" && call.AdditionalProperties?.TryGetValue(ToolCallAssembler.Extra, out string? extra) == true)
            {
                // Gemini wants to see the signature of its thinking again while it uses tools.
                json.WritePropertyName(ToolCallAssembler.Extra);
                json.WriteRawValue(extra!);
            }

            json.WriteEndObject();
        }

        if (any)
        {
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteUser(Utf8JsonWriter json, ChatMessage message)
    {
        if (!message.Contents.Any(static c => c is DataContent or UriContent))
        {
            WriteText(json, "user", message.Text);
            return;
        }

        json.WriteStartObject();
        json.WriteString("role", "user");
        json.WriteStartArray("content");
        foreach (AIContent content in message.Contents)
        {
            string? image = content switch { DataContent data => data.Uri, UriContent uri => uri.Uri.AbsoluteUri, _ => null };
            if (image is not null)
            {
                json.WriteStartObject();
                json.WriteString("type", "image_url");
                json.WriteStartObject("image_url");
                json.WriteString("url", image);
                json.WriteEndObject();
                json.WriteEndObject();
            }
            else if (content is TextContent text)
            {
                json.WriteStartObject();
                json.WriteString("type", "text");
                json.WriteString("text", Clean(text.Text));
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string role, string text)
    {
        json.WriteStartObject();
        json.WriteString("role", role);
        json.WriteString("content", Clean(text));
        json.WriteEndObject();
    }

    private static void WriteFormat(Utf8JsonWriter json, ChatOptions options)
    {
        if (options.ResponseFormat is ChatResponseFormatJson format)
        {
            json.WriteStartObject("response_format");
            json.WriteString("type", format.Schema is null ? "json_object" : "json_schema");
            if (format.Schema is { } schema)
            {
                json.WriteStartObject("json_schema");
                json.WriteString("name", format.SchemaName ?? "answer");
                json.WritePropertyName("schema");
                schema.WriteTo(json);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }
    }

    private static void WriteTools(Utf8JsonWriter json, ChatOptions options)
    {
        AIFunctionDeclaration[] tools = [.. options.Tools?.OfType<AIFunctionDeclaration>() ?? []];
        if (tools.Length == 0)
        {
            return;
        }

        json.WriteStartArray("tools");
        foreach (AIFunctionDeclaration tool in tools)
        {
            json.WriteStartObject();
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", tool.Name);
            if (tool.Description.Length > 0)
            {
                json.WriteString("description", tool.Description);
            }

            json.WritePropertyName("parameters");
            if (tool.JsonSchema.ValueKind == JsonValueKind.Object)
            {
                tool.JsonSchema.WriteTo(json);
            }
            else
            {
                json.WriteRawValue("""{"type":"object","properties":{}}""");
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteToolChoice(json, options);
    }

    private static void WriteToolChoice(Utf8JsonWriter json, ChatOptions options)
    {
        switch (options.ToolMode)
        {
            case NoneChatToolMode:
                json.WriteString("tool_choice", "none");
                break;
            case RequiredChatToolMode { RequiredFunctionName: { } name }:
                json.WriteStartObject("tool_choice");
                json.WriteString("type", "function");
                json.WriteStartObject("function");
                json.WriteString("name", name);
                json.WriteEndObject();
                json.WriteEndObject();
                break;
            case RequiredChatToolMode:
                json.WriteString("tool_choice", "required");
                break;
            case AutoChatToolMode:
                json.WriteString("tool_choice", "auto");
                break;
        }

        if (options.AllowMultipleToolCalls is { } several)
        {
            json.WriteBoolean("parallel_tool_calls", several);
        }
    }

    private static string Arguments(FunctionCallContent call)
    {
        if (call.Arguments is not { Count: > 0 } arguments)
        {
            return "{}";
        }

        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, Options))
        {
            json.WriteStartObject();
            foreach ((string name, object? value) in arguments)
            {
                json.WritePropertyName(Clean(name));
                WriteValue(json, value);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case JsonElement element:
                element.WriteTo(json);
                break;
            case string text:
                json.WriteStringValue(Clean(text));
                break;
            default:
                JsonSerializer.Serialize(json, value, AIJsonUtilities.DefaultOptions.GetTypeInfo(value.GetType()));
                break;
        }
    }

    internal static string ResultText(FunctionResultContent result)
    {
        if (result.Exception is { } exception && result.Result is null)
        {
            return "Error: " + exception.Message;
        }

        return result.Result switch
        {
            null => "",
            string text => text,
            JsonElement { ValueKind: JsonValueKind.String } element => JsonText.Read(element),
            JsonElement element => element.ValueKind == JsonValueKind.Undefined ? "" : element.GetRawText(),
            TextContent content => content.Text,
            object other => JsonSerializer.Serialize(other, AIJsonUtilities.DefaultOptions.GetTypeInfo(other.GetType())),
        };
    }

    /// <summary>A lone surrogate cannot be written as UTF-8; it becomes U+FFFD.</summary>
    internal static string Clean(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        ReadOnlySpan<char> rest = text;
        while (true)
        {
            int at = rest.IndexOfAnyInRange('\ud800', '\udfff');
            if (at < 0)
            {
                return text;
            }

            if (!char.IsHighSurrogate(rest[at]) || at + 1 >= rest.Length || !char.IsLowSurrogate(rest[at + 1]))
            {
                return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            }

            rest = rest[(at + 2)..];
        }
    }
}
