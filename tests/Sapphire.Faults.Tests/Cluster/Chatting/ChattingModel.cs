using Sapphire.ScriptedProvider;

namespace Sapphire.Faults.Tests.Cluster.Chatting;

/// <summary>A model whose every reply is known beforehand: some short, some that take several seconds.</summary>
internal static class ChattingModel
{
    /// <summary>The whole reply to a message.</summary>
    public static string TextFor(string said) => $"You said: {said}. " + string.Join(' ', Enumerable.Range(1, Words(said)).Select(n => $"word{n}")) + ".";

    /// <summary>The answer to one chat completion.</summary>
    public static Answer Reply(RecordedRequest request)
    {
        // What was said before and never answered stands in front of it, as a paragraph of its own.
        string said = request.Json.GetProperty("messages").EnumerateArray().Last(m => m.GetProperty("role").GetString() == "user").GetProperty("content").GetString()!.Split("\n\n")[^1];
        return Answer.Text(TextFor(said)).Every(TimeSpan.FromMilliseconds(60));
    }

    // Most are there before a hand-over would give them up; one in four is not.
    private static int Words(string said) => (said.Sum(static c => c) % 4) switch { 0 => 120, 1 => 40, _ => 12 };
}
