using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sapphire.ScriptedProvider;

/// <summary>Answers in Anthropic's protocol: named events, blocks with an index, usage at the start and at the end.</summary>
public static class ClaudeEvents
{
    /// <summary>One block of an answer.</summary>
    /// <param name="Start">The block as it begins.</param>
    /// <param name="Deltas">What is added to it.</param>
    public sealed record Block(string Start, params string[] Deltas);

    /// <summary>Text in pieces.</summary>
    public static Block Text(params string[] pieces) =>
        new("""{"type":"text","text":""}""", [.. pieces.Select(static p => $$$"""{"type":"text_delta","text":{{{Json(p)}}}}""")]);

    /// <summary>Thinking with its signature.</summary>
    public static Block Thinking(string text, string signature) => new(
        """{"type":"thinking","thinking":"","signature":""}""",
        $$$"""{"type":"thinking_delta","thinking":{{{Json(text)}}}}""",
        $$$"""{"type":"signature_delta","signature":{{{Json(signature)}}}}""");

    /// <summary>A call of a tool, its arguments in two pieces.</summary>
    public static Block Call(string id, string name, string arguments) => new(
        $$$"""{"type":"tool_use","id":{{{Json(id)}}},"name":{{{Json(name)}}},"input":{}}""",
        $$$"""{"type":"input_json_delta","partial_json":{{{Json(arguments[..(arguments.Length / 2)])}}}}""",
        $$$"""{"type":"input_json_delta","partial_json":{{{Json(arguments[(arguments.Length / 2)..])}}}}""");

    /// <summary>A whole answer.</summary>
    public static Answer Answer(string stop, params Block[] blocks)
    {
        List<string> events =
        [
            Event("message_start", """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-test","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":10,"cache_creation_input_tokens":5,"cache_read_input_tokens":85,"output_tokens":1}}}"""),
            Event("ping", """{"type":"ping"}"""),
        ];
        for (int i = 0; i < blocks.Length; i++)
        {
            events.Add(Event("content_block_start", $$$"""{"type":"content_block_start","index":{{{i}}},"content_block":{{{blocks[i].Start}}}}"""));
            events.AddRange(blocks[i].Deltas.Select(d => Event("content_block_delta", $$$"""{"type":"content_block_delta","index":{{{i}}},"delta":{{{d}}}}""")));
            events.Add(Event("content_block_stop", $$$"""{"type":"content_block_stop","index":{{{i}}}}"""));
        }

        events.Add(Event("message_delta", $$$"""{"type":"message_delta","delta":{"stop_reason":{{{Json(stop)}}},"stop_sequence":null},"usage":{"output_tokens":42}}"""));
        events.Add(Event("message_stop", """{"type":"message_stop"}"""));
        return ScriptedProvider.Answer.Raw(events);
    }

    /// <summary>An error of the protocol.</summary>
    public static Answer Error(int status, string type, string message) =>
        ScriptedProvider.Answer.Json($$$"""{"type":"error","error":{"type":{{{Json(type)}}},"message":{{{Json(message)}}}}}""", status);

    /// <summary>The list of models.</summary>
    public static Answer Models(params string[] ids) => ScriptedProvider.Answer.Json(
        $$"""{"data":[{{string.Join(',', ids.Select(static id => $$"""{"type":"model","id":{{Json(id)}},"display_name":{{Json(id)}},"created_at":"2026-01-01T00:00:00Z","max_input_tokens":200000,"max_tokens":64000}"""))}}],"has_more":false,"first_id":null,"last_id":null}""");

    /// <summary>One event of a stream.</summary>
    public static string Event(string name, string data) => $"event: {name}\ndata: {data}\n\n";

    private static string Json(string text) => JsonValue.Create(text).ToJsonString(new JsonSerializerOptions());
}
