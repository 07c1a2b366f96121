using System.Collections.Immutable;
using System.Text.Json;

namespace Sapphire.Actors.Import.Old;

/// <summary>Reads messages in the form of OpenAI's, with what the old program added to them.</summary>
internal sealed class OldMessageReader(TimeZoneInfo zone)
{
    /// <summary>One message; null when it is none.</summary>
    public OldMessage? Read(JsonElement message)
    {
        if (message.Text("role") is not { Length: > 0 } role)
        {
            return null;
        }

        List<string> texts = [];
        List<string> thoughts = [];
        ImmutableArray<OldToolCall>.Builder calls = ImmutableArray.CreateBuilder<OldToolCall>();
        ImmutableArray<OldImage>.Builder images = ImmutableArray.CreateBuilder<OldImage>();
        foreach (string name in (string[])["thinking", "reasoning_content", "reasoning"])
        {
            if (message.Text(name) is { Length: > 0 } thought)
            {
                thoughts.Add(thought);
                break;
            }
        }

        switch (message.Member("content"))
        {
            case { ValueKind: JsonValueKind.Array } blocks:
                foreach (JsonElement block in blocks.EnumerateArray())
                {
                    ReadBlock(block, texts, thoughts, calls, images);
                }

                break;
            case { } content:
                texts.Add(content.AsText());
                break;
        }

        if (message.Member("tool_calls") is { ValueKind: JsonValueKind.Array } toolCalls)
        {
            foreach (JsonElement call in toolCalls.EnumerateArray())
            {
                ReadCall(call, calls);
            }
        }

        if (message.Member("images") is { ValueKind: JsonValueKind.Array } beside)
        {
            foreach (JsonElement image in beside.EnumerateArray())
            {
                images.Add(Image(image.Text("media_type"), image.Text("data")));
            }
        }

        return new(
            role,
            string.Join("\n\n", texts.Where(static text => text.Length > 0)),
            string.Join("\n\n", thoughts),
            calls.ToImmutable(),
            message.Text("tool_call_id"),
            message.Text("name"),
            message.Member("tool_inputs") is { } inputs ? Arguments(inputs) : null,
            OldTime.Read(message.Member("timestamp"), zone),
            message.Member("metadata") is { ValueKind: JsonValueKind.Object } facts ? Facts(facts) : null,
            images.ToImmutable());
    }

    private static void ReadBlock(JsonElement block, List<string> texts, List<string> thoughts, ImmutableArray<OldToolCall>.Builder calls, ImmutableArray<OldImage>.Builder images)
    {
        switch (block.Text("type"))
        {
            case "text":
                texts.Add(block.Text("text") ?? "");
                break;
            case "thinking":
                thoughts.Add(block.Text("thinking") ?? "");
                break;
            case "image" when block.Member("source") is { ValueKind: JsonValueKind.Object } source:
                images.Add(Image(source.Text("media_type"), source.Text("data")));
                break;
            case "image":
                images.Add(Image(block.Text("media_type"), block.Text("data")));
                break;
            case "image_url":
                images.Add(DataUrl(block.Member("image_url") is { ValueKind: JsonValueKind.Object } url ? url.Text("url") : block.Text("image_url")));
                break;
            case "tool_use":
                calls.Add(new(block.Text("id") ?? "", block.Text("name") ?? "", block.Member("input") is { } input ? Arguments(input) : "{}"));
                break;
            case "tool_result":
                texts.Add(block.Member("content")?.AsText() ?? "");
                break;
            default:
                texts.Add(block.AsText());
                break;
        }
    }

    private static void ReadCall(JsonElement call, ImmutableArray<OldToolCall>.Builder calls)
    {
        JsonElement function = call.Member("function") ?? call;
        if (function.Text("name") is { Length: > 0 } name)
        {
            calls.Add(new(call.Text("id") ?? "", name, function.Member("arguments") is { } arguments ? Arguments(arguments) : "{}"));
        }
    }

    // Kept as an object, as readers of a chat expect it; what a model garbled is kept as the text that it was.
    private static string Arguments(JsonElement arguments)
    {
        string text = arguments.AsText();
        if (string.IsNullOrWhiteSpace(text))
        {
            return "{}";
        }

        try
        {
            using JsonDocument read = JsonDocument.Parse(text);
            if (read.RootElement.ValueKind == JsonValueKind.Object)
            {
                return text;
            }
        }
        catch (JsonException)
        {
            // Wrapped below, so that nothing of it is lost.
        }

        return $$"""{"arguments":"{{JsonEncodedText.Encode(text)}}"}""";
    }

    private OldReplyFacts Facts(JsonElement facts)
    {
        JsonElement? tokens = facts.Member("tokens");
        return new(
            facts.Text("provider"),
            facts.Text("model"),
            OldTime.Read(facts.Member("end_time"), zone),
            facts.Number("duration_seconds"),
            tokens?.Whole("content") ?? tokens?.Whole("total"),
            tokens?.Whole("thinking"));
    }

    private static OldImage DataUrl(string? url)
    {
        const string Base64 = ";base64,";
        int comma = url?.IndexOf(Base64, StringComparison.OrdinalIgnoreCase) ?? -1;
        return url is not null && comma > 0 && url.StartsWith("data:", StringComparison.OrdinalIgnoreCase)
            ? Image(url[5..comma], url[(comma + Base64.Length)..])
            : Image("a link", null);
    }

    private static OldImage Image(string? mediaType, string? data)
    {
        byte[] bytes = new byte[(data?.Length ?? 0) * 3 / 4];
        return new(mediaType ?? "unknown", data is not null && Convert.TryFromBase64String(data, bytes, out int length) ? [.. bytes.AsSpan(0, length)] : []);
    }
}
