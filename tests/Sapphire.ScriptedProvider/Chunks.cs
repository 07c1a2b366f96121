using System.Text.Json;

namespace Sapphire.ScriptedProvider;

/// <summary>The JSON of single chunks of a streamed chat completion.</summary>
public static class Chunks
{
    /// <summary>The words of a text, each with the blank that follows it.</summary>
    public static IReadOnlyList<string> Words(string text)
    {
        List<string> words = [];
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == ' ')
            {
                words.Add(text[start..(i + 1)]);
                start = i + 1;
            }
        }

        if (start < text.Length)
        {
            words.Add(text[start..]);
        }

        return words;
    }

    /// <summary>The chunk that names the role, then a chunk for each word.</summary>
    public static IEnumerable<string> Text(string text) => [Role(), .. Words(text).Select(Content)];

    /// <summary>The first chunk of OpenAI's streams.</summary>
    public static string Role() => Delta(new { role = "assistant", content = "" });

    /// <summary>A piece of text.</summary>
    public static string Content(string text) => Delta(new { content = text });

    /// <summary>A piece of reasoning.</summary>
    public static string Reasoning(string text) => Delta(new { reasoning_content = text });

    /// <summary>A tool call as OpenAI splits it: id and name first, then pieces of the arguments.</summary>
    public static IEnumerable<string> ToolCall(int index, string id, string name, string arguments)
    {
        yield return Delta(new { tool_calls = new[] { new { index, id, type = "function", function = new { name, arguments = "" } } } });
        foreach (char[] piece in arguments.Chunk(4))
        {
            yield return Delta(new { tool_calls = new[] { new { index, function = new { arguments = new string(piece) } } } });
        }
    }

    /// <summary>The chunk that ends an answer.</summary>
    public static string Finish(string? reason) =>
        JsonSerializer.Serialize(new { id = "chatcmpl-1", @object = "chat.completion.chunk", created = 1, model = "scripted", choices = new[] { new { index = 0, delta = new { }, finish_reason = reason } } });

    /// <summary>The usage, with no choices.</summary>
    public static string Usage(int prompt, int completion) =>
        JsonSerializer.Serialize(new { id = "chatcmpl-1", @object = "chat.completion.chunk", created = 1, model = "scripted", choices = Array.Empty<object>(), usage = new { prompt_tokens = prompt, completion_tokens = completion, total_tokens = prompt + completion } });

    /// <summary>Any delta.</summary>
    public static string Delta(object delta) =>
        JsonSerializer.Serialize(new { id = "chatcmpl-1", @object = "chat.completion.chunk", created = 1, model = "scripted", choices = new[] { new { index = 0, delta, finish_reason = (string?)null } } });
}
