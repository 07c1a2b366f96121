using System.Text.Json;
using Sapphire.ScriptedProvider;

namespace Sapphire.Faults.Tests.Soak;

/// <summary>A model whose every reply is known beforehand: it sets timers when it is asked to, and else says many words.</summary>
internal static class LoadModel
{
    /// <summary>The whole reply to a message.</summary>
    public static string TextFor(string said) =>
        $"You said: {said}. " + string.Join(' ', Enumerable.Range(1, said.Length % 3 == 0 ? 100 : 5).Select(n => $"word{n}")) + ".";

    public static Answer Reply(RecordedRequest request)
    {
        JsonElement[] messages = [.. request.Json.GetProperty("messages").EnumerateArray()];
        // What was said before and never answered stands in front of it, as a paragraph of its own.
        string said = messages.Last(m => m.GetProperty("role").GetString() == "user").GetProperty("content").GetString()!.Split("\n\n")[^1];
        if (said.StartsWith("set a timer", StringComparison.Ordinal))
        {
            return messages[^1].GetProperty("role").GetString() == "tool"
                ? Answer.Text("It is set.")
                : Answer.ToolCall("set_timer", said.Contains("second", StringComparison.Ordinal) ? """{"duration_seconds":3}""" : """{"duration_seconds":5400}""");
        }

        return Answer.Text(TextFor(said)).Every(TimeSpan.FromMilliseconds(said.Length % 3 == 0 ? 10 : 1));
    }
}
