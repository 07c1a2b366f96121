using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Assistant;

namespace Sapphire.Actors.Tests.Assistant;

/// <summary>One row of a table of phrasings.</summary>
internal sealed record Phrasing(string File, int Line, string[] Turns, string Expected)
{
    public override string ToString() => $"{File}:{Line} \"{string.Join(" >> ", Turns)}\"";

    public static IReadOnlyList<Phrasing> Read(string name, [CallerFilePath] string here = "")
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Assistant", name);
        if (!System.IO.File.Exists(path))
        {
            path = Path.Combine(Path.GetDirectoryName(here)!, name);
        }

        return [.. System.IO.File.ReadAllLines(path)
            .Select((text, i) => (text, line: i + 1))
            .Where(row => row.text.Length > 0 && row.text[0] != '#')
            .Select(row => row.text.Split('\t') is [var turns, var expected]
                ? new Phrasing(name, row.line, turns.Split(" >> "), expected)
                : throw new FormatException($"{name}:{row.line} needs two columns."))];
    }

    /// <summary>What the assistant did instead; null when it did what the row says.</summary>
    public async Task<string?> Check()
    {
        var session = new AssistantSession();
        foreach (string earlier in Turns[..^1])
        {
            await session.Say(earlier);
        }

        AssistantSession.Turn turn = await session.Say(Turns[^1]);
        string actual = turn.Calls.Count > 0
            ? string.Join(" & ", turn.Calls.Select(c => $"{c.Name} {JsonSerializer.Serialize(c.Arguments)}"))
            : Kind(session);
        turn.Text.ShouldNotBeNullOrWhiteSpace(ToString());
        if (Fits(turn.Calls) && turn.Calls.Count > 0 && turn.Calls.All(c => c.Name is "set_timer" or "get_date" or "calculate" or "save_memory"))
        {
            // Arguments that look right must also be understood by the tool.
            session.Failures.ShouldBeEmpty(ToString());
        }

        return Fits(turn.Calls) ? null : actual;

        bool Fits(IReadOnlyList<FunctionCallContent> calls)
        {
            string[] wanted = Expected.Split(" & ");
            if (calls.Count == 0 || !Expected.Contains('{', StringComparison.Ordinal))
            {
                return calls.Count == 0 && actual == Expected;
            }

            return wanted.Length == calls.Count && wanted.Zip(calls).All(p => Same(p.First, p.Second));
        }
    }

    private static bool Same(string wanted, FunctionCallContent call)
    {
        int space = wanted.IndexOf(' ', StringComparison.Ordinal);
        if (wanted[..space] != call.Name)
        {
            return false;
        }

        JsonObject arguments = JsonNode.Parse(wanted[space..])!.AsObject();
        JsonObject actual = JsonNode.Parse(JsonSerializer.Serialize(call.Arguments))!.AsObject();
        return arguments.Count == actual.Count
            && arguments.All(a => actual.TryGetPropertyValue(a.Key, out JsonNode? value) && value is not null && (a.Value!.ToString() == "*" || SameValue(a.Value, value)));
    }

    private static bool SameValue(JsonNode wanted, JsonNode actual) =>
        wanted.GetValueKind() == actual.GetValueKind()
        && (wanted.GetValueKind() == JsonValueKind.Number ? decimal.Parse(wanted.ToString()) == decimal.Parse(actual.ToString()) : wanted.ToString() == actual.ToString());

    /// <summary>The kind of a reply in words is not in its text: it is asked of the recogniser, with the same history.</summary>
    private static string Kind(AssistantSession session)
    {
        (Conversation before, Exchange current) = Conversation.Read(session.Messages);
        return Recognizer.Recognize(current.UserText, before).Kind;
    }
}
