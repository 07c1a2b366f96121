using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Sapphire.Actors.Models.OpenAi;

/// <summary>Turns the chunks of one streamed chat completion into contents. One instance for one answer; not safe for several threads.</summary>
internal sealed class ChatChunkDecoder
{
    private readonly ThinkSplitter _think = new();
    private readonly ToolCallAssembler _calls;
    private readonly OpenAiEndpoint _endpoint;
    private UsageDetails? _usage;

    public ChatChunkDecoder(OpenAiEndpoint endpoint, IEnumerable<string> tools)
    {
        _endpoint = endpoint;
        _calls = new(tools);
    }

    /// <summary>What one event was.</summary>
    public enum Kind
    {
        /// <summary>Nothing to show: a role, an empty piece, a keep-alive.</summary>
        Nothing,

        /// <summary>Progress: <see cref="Take"/> may have contents.</summary>
        Token,

        /// <summary>The stream's own end mark.</summary>
        Done,
    }

    /// <summary>Contents that are ready.</summary>
    public List<AIContent> Ready { get; private set; } = [];

    /// <summary>A chunk of a chat completion was seen.</summary>
    public bool AnyChunk { get; private set; }

    /// <summary>Why the model stopped; null while it has not told.</summary>
    public ChatFinishReason? Finish { get; private set; }

    /// <summary>The server's id of the answer.</summary>
    public string? ResponseId { get; private set; }

    /// <summary>The model that answers, by its own account.</summary>
    public string? Model { get; private set; }

    /// <summary>A tool call is still without its end.</summary>
    public bool Incomplete => _calls.Incomplete;

    /// <summary>Takes what is ready.</summary>
    public List<AIContent> Take()
    {
        List<AIContent> ready = Ready;
        Ready = [];
        return ready;
    }

    /// <summary>Reads the data of one event.</summary>
    /// <exception cref="ModelException">The server reports an error, or sent something that is no chunk.</exception>
    public Kind Decode(string eventType, ReadOnlySpan<byte> data)
    {
        data = data.Trim(" \t\r\n\0"u8);
        if (data.IsEmpty)
        {
            return Kind.Nothing;
        }

        if (data.SequenceEqual("[DONE]"u8) || data.SequenceEqual("\"[DONE]\""u8))
        {
            return Kind.Done;
        }

        try
        {
            Utf8JsonReader reader = new(data, new JsonReaderOptions { AllowTrailingCommas = true });
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            return Decode(document.RootElement, eventType == "error");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw ModelErrors.Garbage(_endpoint, e);
        }
    }

    /// <summary>Ends the answer: what was held back, the tool calls, the usage.</summary>
    public void End()
    {
        (string reasoning, string text) = _think.End();
        Add(reasoning, text);
        foreach (FunctionCallContent call in _calls.Finish())
        {
            Ready.Add(call);
        }

        if (_calls.Any)
        {
            Finish = ChatFinishReason.ToolCalls;
        }

        if (_usage is not null)
        {
            Ready.Add(new UsageContent(_usage));
        }
    }

    private Kind Decode(JsonElement root, bool error)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw ModelErrors.Garbage(_endpoint, null);
        }

        if (error || HasError(root))
        {
            throw ModelErrors.InStream(_endpoint, root);
        }

        ReadUsage(root);
        ResponseId ??= JsonText.ReadString(root, "id");
        Model ??= JsonText.ReadString(root, "model");
        if (!root.TryGetProperty("choices", out JsonElement choices) || choices.ValueKind != JsonValueKind.Array)
        {
            return Kind.Nothing;
        }

        AnyChunk = true;
        foreach (JsonElement choice in choices.EnumerateArray())
        {
            if (choice.ValueKind == JsonValueKind.Object && !(choice.TryGetProperty("index", out JsonElement index) && index.ValueKind == JsonValueKind.Number && index.TryGetInt32(out int i) && i > 0))
            {
                return DecodeChoice(choice) ? Kind.Token : Kind.Nothing;
            }
        }

        return Kind.Nothing;
    }

    private static bool HasError(JsonElement root)
    {
        if (root.TryGetProperty("error", out JsonElement error) && error.ValueKind is JsonValueKind.Object or JsonValueKind.String)
        {
            return true;
        }

        return root.TryGetProperty("object", out JsonElement kind) && kind.ValueKind == JsonValueKind.String && kind.ValueEquals("error"u8);
    }

    private bool DecodeChoice(JsonElement choice)
    {
        bool any = false;
        if ((choice.TryGetProperty("delta", out JsonElement delta) && delta.ValueKind == JsonValueKind.Object)
            || (choice.TryGetProperty("message", out delta) && delta.ValueKind == JsonValueKind.Object))
        {
            any = DecodeDelta(delta);
        }

        if (JsonText.ReadString(choice, "finish_reason") is { } reason && FinishReason(reason) is { } known)
        {
            Finish = known;
        }

        return any;
    }

    private bool DecodeDelta(JsonElement delta)
    {
        bool any = false;
        // One name or another, never both: some servers send the same text under two names.
        string? reasoning = NotEmpty(JsonText.ReadString(delta, "reasoning_content")) ?? NotEmpty(JsonText.ReadString(delta, "reasoning"));
        if (reasoning is not null)
        {
            Add(reasoning, "");
            any = true;
        }

        if (delta.TryGetProperty("content", out JsonElement content))
        {
            any |= DecodeContent(content);
        }

        if (NotEmpty(JsonText.ReadString(delta, "refusal")) is { } refusal)
        {
            Add("", refusal);
            any = true;
        }

        if (delta.TryGetProperty("tool_calls", out JsonElement calls))
        {
            any |= DecodeCalls(calls);
        }

        if (delta.TryGetProperty("function_call", out JsonElement function) && function.ValueKind == JsonValueKind.Object)
        {
            _calls.Push(null, null, JsonText.ReadString(function, "name"), Arguments(function));
            any = true;
        }

        return any;
    }

    private bool DecodeContent(JsonElement content)
    {
        switch (content.ValueKind)
        {
            case JsonValueKind.String:
                string text = JsonText.Read(content);
                if (text.Length == 0)
                {
                    return false;
                }

                (string reasoning, string reply) = _think.Push(text);
                Add(reasoning, reply);
                return true;
            case JsonValueKind.Array:
                bool any = false;
                foreach (JsonElement part in content.EnumerateArray())
                {
                    any |= part.ValueKind == JsonValueKind.Object ? DecodePart(part) : DecodeContent(part);
                }

                return any;
            case JsonValueKind.Object:
                return DecodePart(content);
            default:
                return false;
        }
    }

    private bool DecodePart(JsonElement part)
    {
        if (part.TryGetProperty("thinking", out JsonElement thinking))
        {
            StringBuilder reasoning = new();
            Collect(thinking, reasoning);
            Add(reasoning.ToString(), "");
            return reasoning.Length > 0;
        }

        return part.TryGetProperty("text", out JsonElement text) && text.ValueKind == JsonValueKind.String && DecodeContent(text);
    }

    private static void Collect(JsonElement element, StringBuilder into)
    {
        if (element.ValueKind == JsonValueKind.String)
        {
            into.Append(JsonText.Read(element));
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement part in element.EnumerateArray())
            {
                Collect(part, into);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("text", out JsonElement text))
        {
            Collect(text, into);
        }
    }

    private bool DecodeCalls(JsonElement calls)
    {
        if (calls.ValueKind == JsonValueKind.Object)
        {
            DecodeCall(calls);
            return true;
        }

        bool any = false;
        if (calls.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement call in calls.EnumerateArray())
            {
                if (call.ValueKind == JsonValueKind.Object)
                {
                    DecodeCall(call);
                    any = true;
                }
            }
        }

        return any;
    }

    private void DecodeCall(JsonElement call)
    {
        int? index = call.TryGetProperty("index", out JsonElement i) && i.ValueKind == JsonValueKind.Number && i.TryGetInt32(out int n) ? n : null;
        string? id = call.TryGetProperty("id", out JsonElement given)
            ? given.ValueKind switch { JsonValueKind.String => JsonText.Read(given), JsonValueKind.Number => given.GetRawText(), _ => null }
            : null;
        JsonElement function = call.TryGetProperty("function", out JsonElement f) && f.ValueKind == JsonValueKind.Object ? f : call;
        string? extra = call.TryGetProperty(ToolCallAssembler.Extra, out JsonElement more) && more.ValueKind == JsonValueKind.Object ? more.GetRawText() : null;
        _calls.Push(index, id, JsonText.ReadString(function, "name"), Arguments(function), extra);
    }

    private static string? Arguments(JsonElement function)
    {
        if (!function.TryGetProperty("arguments", out JsonElement arguments))
        {
            return null;
        }

        return arguments.ValueKind switch
        {
            JsonValueKind.String => JsonText.Read(arguments),
            JsonValueKind.Null => null,
            _ => arguments.GetRawText(),
        };
    }

    private void ReadUsage(JsonElement root)
    {
        if (!root.TryGetProperty("usage", out JsonElement usage) || usage.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        // Some servers repeat a growing usage in each chunk: the last one counts.
        long? input = Number(usage, "prompt_tokens");
        long? output = Number(usage, "completion_tokens");
        _usage = new()
        {
            InputTokenCount = input,
            OutputTokenCount = output,
            TotalTokenCount = Number(usage, "total_tokens") ?? input + output,
            ReasoningTokenCount = Detail(usage, "completion_tokens_details", "reasoning_tokens"),
            // DeepSeek's name for it is the second one.
            CachedInputTokenCount = Detail(usage, "prompt_tokens_details", "cached_tokens") ?? Number(usage, "prompt_cache_hit_tokens"),
        };
    }

    private static long? Detail(JsonElement usage, string details, string name) =>
        usage.TryGetProperty(details, out JsonElement inner) && inner.ValueKind == JsonValueKind.Object ? Number(inner, name) : null;

    private static long? Number(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) ? number : null;

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    /// <summary>Null for what says nothing: an empty or unknown reason in each chunk must not end the answer.</summary>
    private static ChatFinishReason? FinishReason(string reason) => reason.Trim().ToLowerInvariant() switch
    {
        "" or "null" or "none" => null,
        "length" or "max_tokens" or "model_length" => ChatFinishReason.Length,
        "tool_calls" or "tool_call" or "function_call" or "tool_use" => ChatFinishReason.ToolCalls,
        "content_filter" or "safety" => ChatFinishReason.ContentFilter,
        // stop, eos, eos_token, end_turn, stop_sequence, and whatever a server makes up.
        _ => ChatFinishReason.Stop,
    };

    private void Add(string reasoning, string text)
    {
        if (reasoning.Length > 0)
        {
            Ready.Add(new TextReasoningContent(reasoning));
        }

        if (text.Length > 0)
        {
            Ready.Add(new TextContent(text));
        }
    }
}
