using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sapphire.ScriptedProvider;

/// <summary>
/// A model without a mind: it streams words back, and does what keywords in the last user message tell it:
/// <c>slow</c> (a word each 200 ms), <c>long N</c> (N words), <c>tool:NAME {json}</c> (calls that tool; the answer then
/// repeats what the tool returned), <c>textcall:NAME {json}</c> (writes that call as text), <c>loop:NAME {json}</c> (calls that tool for as long as it may),
/// <c>both:NAME {json}</c> (calls that tool twice in one round), <c>think</c> (thinks before it answers), <c>overflow N</c> (refuses requests of more than N
/// characters as too long), <c>fail</c> (500), <c>cut</c> (breaks off after three words), <c>stall</c> (falls silent after three words).
/// </summary>
public static partial class WordsModel
{
    /// <summary>The answer to one chat completion.</summary>
    /// <param name="request">The request.</param>
    /// <param name="delay">The time before each word.</param>
    public static Answer Reply(RecordedRequest request, TimeSpan delay)
    {
        JsonElement root = request.Json;
        JsonElement[] messages = [.. root.GetProperty("messages").EnumerateArray()];
        JsonElement last = messages[^1];
        // What was said before and never answered stands in front of it, as a paragraph of its own.
        string said = Text(messages.LastOrDefault(static m => m.GetProperty("role").GetString() == "user")).Split("\n\n")[^1];
        bool stream = root.TryGetProperty("stream", out JsonElement s) && s.ValueKind == JsonValueKind.True;
        if (Fail().IsMatch(said))
        {
            return Answer.Error(500, "The model failed, as it was asked to.");
        }

        Match overflow = Overflow().Match(said);
        if (overflow.Success && request.Body.Length > int.Parse(overflow.Groups["n"].Value, CultureInfo.InvariantCulture))
        {
            return Answer.TooLong();
        }

        bool mayCall = !(root.TryGetProperty("tool_choice", out JsonElement choice) && choice.ValueKind == JsonValueKind.String && choice.GetString() == "none");
        Match loop = Call().Match(said);
        if (loop.Success && mayCall && (last.GetProperty("role").GetString() != "tool" || loop.Groups["how"].Value == "loop"))
        {
            string name = loop.Groups["name"].Value;
            string args = loop.Groups["args"].Success ? loop.Groups["args"].Value : "{}";
            string id = "call_" + messages.Length.ToString(CultureInfo.InvariantCulture);
            return Paced(
                loop.Groups["how"].Value switch
                {
                    "textcall" => Answer.Text($"Let me see. <tool_call>{{\"name\": \"{name}\", \"arguments\": {args}}}</tool_call>"),
                    "both" => Answer.ToolCalls((name, args, id + "a"), (name, args, id + "b")),
                    _ => Answer.ToolCall(name, args, id),
                },
                delay);
        }

        Match tool = Tool().Match(said);
        if (tool.Success && last.GetProperty("role").GetString() != "tool")
        {
            string arguments = tool.Groups["args"].Success ? tool.Groups["args"].Value : "{}";
            return Paced(Answer.ToolCall(tool.Groups["name"].Value, arguments, "call_" + messages.Length.ToString(CultureInfo.InvariantCulture)), delay);
        }

        Match many = Long().Match(said);
        string reply = last.GetProperty("role").GetString() == "tool" ? "The tool returned: " + Text(last)
            : many.Success ? string.Join(' ', Enumerable.Range(1, int.Parse(many.Groups["n"].Value, CultureInfo.InvariantCulture)).Select(static i => $"word{i}"))
            : "You said: " + said;
        if (!stream)
        {
            return Answer.Json(JsonSerializer.Serialize(new { choices = new[] { new { index = 0, message = new { role = "assistant", content = reply }, finish_reason = "stop" } } }));
        }

        Answer answer = Think().IsMatch(said) ? Answer.Thinking("I was asked to think, and so I do.", reply) : Answer.Text(reply);
        answer = Cut().IsMatch(said) ? answer.Cut(Math.Min(4, answer.Steps.Length)) : Stall().IsMatch(said) ? answer.Stall(Math.Min(4, answer.Steps.Length)) : answer;
        return Paced(answer, Slow().IsMatch(said) ? TimeSpan.FromMilliseconds(Math.Max(200, delay.TotalMilliseconds)) : delay);
    }

    private static Answer Paced(Answer answer, TimeSpan delay) => delay > TimeSpan.Zero ? answer.Every(delay) : answer;

    private static string Text(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("content", out JsonElement content))
        {
            return "";
        }

        return content.ValueKind switch
        {
            JsonValueKind.String => content.GetString()!,
            JsonValueKind.Array => string.Concat(content.EnumerateArray().Where(static p => p.TryGetProperty("text", out _)).Select(static p => p.GetProperty("text").GetString())),
            _ => "",
        };
    }

    [GeneratedRegex(@"\btool:(?<name>[A-Za-z0-9_.-]+)(\s+(?<args>\{.*\}))?", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Tool();

    [GeneratedRegex(@"\b(?<how>textcall|loop|both):(?<name>[A-Za-z0-9_.-]+)(\s+(?<args>\{.*\}))?", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Call();

    [GeneratedRegex(@"\boverflow (?<n>[0-9]{1,7})\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Overflow();

    [GeneratedRegex(@"\bthink\b", RegexOptions.None, 1000)]
    private static partial Regex Think();

    [GeneratedRegex(@"\blong (?<n>[0-9]{1,6})\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Long();

    [GeneratedRegex(@"\bslow\b", RegexOptions.None, 1000)]
    private static partial Regex Slow();

    [GeneratedRegex(@"\bfail\b", RegexOptions.None, 1000)]
    private static partial Regex Fail();

    [GeneratedRegex(@"\bcut\b", RegexOptions.None, 1000)]
    private static partial Regex Cut();

    [GeneratedRegex(@"\bstall\b", RegexOptions.None, 1000)]
    private static partial Regex Stall();
}
