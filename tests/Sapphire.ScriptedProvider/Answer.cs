using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Sapphire.ScriptedProvider;

/// <summary>
/// One scripted HTTP answer: a status, headers, and steps. Immutable; every method gives a new answer, so that
/// <c>Answer.Text("Hello there").SplitEvery(3).Cut()</c> reads as it behaves.
/// </summary>
public sealed record Answer
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The content type; null sends none.</summary>
    public string? ContentType { get; init; } = "text/event-stream";

    /// <summary>More headers.</summary>
    public ImmutableDictionary<string, string> Headers { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What happens, in order.</summary>
    public ImmutableArray<Step> Steps { get; init; } = [];

    /// <summary>A stream of words that ends as OpenAI's does: role, words, finish reason, usage, [DONE].</summary>
    public static Answer Text(string text, string finish = "stop") =>
        Events([.. Chunks.Text(text), Chunks.Finish(finish), Chunks.Usage(7, Chunks.Words(text).Count), "[DONE]"]);

    /// <summary>Reasoning in its own member, then words.</summary>
    public static Answer Thinking(string reasoning, string text) =>
        Events([Chunks.Role(), .. Chunks.Words(reasoning).Select(Chunks.Reasoning), .. Chunks.Words(text).Select(Chunks.Content), Chunks.Finish("stop"), Chunks.Usage(7, Chunks.Words(text).Count), "[DONE]"]);

    /// <summary>The refusal of a request that is longer than the model's context, as OpenAI words it.</summary>
    public static Answer TooLong() => Error(400, "This model's maximum context length is exceeded. Please reduce the length of the messages.", "context_length_exceeded");

    /// <summary>One call of a tool, its arguments split over chunks as OpenAI does.</summary>
    public static Answer ToolCall(string name, string arguments, string id = "call_1") => ToolCalls((name, arguments, id));

    /// <summary>Several calls in one answer.</summary>
    public static Answer ToolCalls(params (string Name, string Arguments, string Id)[] calls) =>
        Events([.. calls.SelectMany((c, i) => Chunks.ToolCall(i, c.Id, c.Name, c.Arguments)), Chunks.Finish("tool_calls"), Chunks.Usage(7, 3), "[DONE]"]);

    /// <summary>Server-sent events with these data, each flushed on its own.</summary>
    public static Answer Events(params IEnumerable<string> data) => Raw(data.Select(static d => $"data: {d}\n\n"));

    /// <summary>These texts as they are, each flushed on its own.</summary>
    public static Answer Raw(params IEnumerable<string> chunks) =>
        new() { Steps = [.. chunks.Select(static c => new Step.Write(Encoding.UTF8.GetBytes(c)))] };

    /// <summary>These bytes as they are.</summary>
    public static Answer Bytes(byte[] bytes) => new() { Steps = [new Step.Write(bytes)] };

    /// <summary>A JSON body.</summary>
    public static Answer Json(string body, int status = 200) => Raw(body) with { ContentType = "application/json", Status = status };

    /// <summary>An error in OpenAI's shape.</summary>
    public static Answer Error(int status, string message = "It broke.", string? code = null) =>
        Json(JsonSerializer.Serialize(new { error = new { message, type = "error", code } }), status);

    /// <summary>A list of models in OpenAI's shape.</summary>
    public static Answer ModelList(string ownedBy, params IEnumerable<string> models) =>
        Json(JsonSerializer.Serialize(new { @object = "list", data = models.Select(m => new { id = m, @object = "model", owned_by = ownedBy }) }));

    /// <summary>Adds a header.</summary>
    public Answer Header(string name, string value) => this with { Headers = Headers.SetItem(name, value) };

    /// <summary>Another content type; null sends none.</summary>
    public Answer As(string? contentType) => this with { ContentType = contentType };

    /// <summary>Another status.</summary>
    public Answer WithStatus(int status) => this with { Status = status };

    /// <summary>Other line ends: CRLF, or a lone CR.</summary>
    public Answer WithLineEnds(string lineEnd) => MapText(t => t.Replace("\n", lineEnd, StringComparison.Ordinal));

    /// <summary>Leaves out the last steps: <c>[DONE]</c> is the last one of a complete stream.</summary>
    public Answer WithoutLast(int count = 1) => this with { Steps = Steps.RemoveRange(Steps.Length - count, count) };

    /// <summary>Sends the bytes in pieces of this size, each flushed on its own, without regard to characters, lines and events.</summary>
    public Answer SplitEvery(int bytes)
    {
        byte[] all = [.. Steps.OfType<Step.Write>().SelectMany(static w => w.Bytes.ToArray())];
        return this with { Steps = [.. all.Chunk(bytes).Select(static p => new Step.Write(p)), .. Steps.Where(static s => s is not Step.Write)] };
    }

    /// <summary>Waits at the gate after so many steps.</summary>
    public Answer PauseAfter(int steps, Gate gate) => this with { Steps = Steps.Insert(steps, new Step.Wait(gate)) };

    /// <summary>Waits before each chunk.</summary>
    public Answer Every(TimeSpan time) => this with { Steps = [.. Steps.SelectMany(s => s is Step.Write ? (Step[])[new Step.Delay(time), s] : [s])] };

    /// <summary>Closes the connection after so many steps; where not told, at the end.</summary>
    public Answer Cut(int? after = null) => End(after, new Step.Cut());

    /// <summary>Goes silent after so many steps; where not told, at the end.</summary>
    public Answer Stall(int? after = null) => End(after, new Step.Stall());

    private Answer End(int? after, Step step) => this with { Steps = [.. Steps.Take(after ?? Steps.Length), step] };

    private Answer MapText(Func<string, string> map) => this with
    {
        Steps = [.. Steps.Select(s => s is Step.Write w ? new Step.Write(Encoding.UTF8.GetBytes(map(Encoding.UTF8.GetString(w.Bytes.Span)))) : s)],
    };
}
