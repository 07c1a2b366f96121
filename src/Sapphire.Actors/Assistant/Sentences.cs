using System.Globalization;
using System.Text.Json.Nodes;
using Sapphire.Actors.Tools;

namespace Sapphire.Actors.Assistant;

/// <summary>Tells the results of tools in words.</summary>
internal static class Sentences
{
    /// <summary>One or more sentences about what the tools did.</summary>
    /// <param name="kind">The kind of the plan that called them.</param>
    /// <param name="calls">The calls with their results.</param>
    public static string Tell(string kind, IReadOnlyList<ExchangeCall> calls)
    {
        // "Make that ten minutes" cancels and sets: only the new timer is worth telling.
        bool changes = calls is [{ Tool: ToolNames.CancelTimer }, { Tool: ToolNames.SetTimer, Error: null }];
        string[] kinds = kind.Split('|');
        return string.Join(' ', calls.Skip(changes ? 1 : 0).Select((call, i) => Tell(kinds.Length > i && kinds.Length == calls.Count ? kinds[i] : kinds[0], call, changes)));
    }

    private static string Tell(string kind, ExchangeCall call, bool changed)
    {
        if (call.Error is { } error)
        {
            return error;
        }

        if (call.Result is not { } r)
        {
            return "That tool gave no answer. Try again.";
        }

        return call.Tool switch
        {
            ToolNames.GetTime => r["place"] is { } place ? $"In {place} it is {r["time"]} on {r["weekday"]}." : $"It is {r["time"]}.",
            ToolNames.GetDate => Date(kind, call, r),
            ToolNames.SetTimer => kind == "alarm.set"
                ? $"{(changed ? "Changed: alarm" : "Alarm set")} for {r["due"]}{Label(r, ": ")}."
                : $"Timer {(changed ? "changed" : "set")}: {(r["label"] is { } label ? label + ", " : "")}{r["duration"]}.",
            ToolNames.ListTimers => Timers(kind, r),
            ToolNames.CancelTimer => Cancelled(r),
            ToolNames.SaveMemory => $"I'll remember: {End(Text(r["saved"], "text"))}",
            ToolNames.SearchMemory => Memories(call, r),
            ToolNames.DeleteMemory => Text(r["deleted"], "text") is { Length: > 0 } gone ? $"Forgotten: {End(gone)}" : "I have forgotten it.",
            ToolNames.Calculate => $"{Spoken(r["expression"]?.ToString() ?? "")} = {r["text"]}.",
            ToolNames.ConvertUnits => (r["exact"]?.ToString() == "false" ? r["text"]?.ToString().Replace(" = ", " is about ", StringComparison.Ordinal) : r["text"]?.ToString().Replace(" = ", " is ", StringComparison.Ordinal)) + ".",
            _ => r.ToJsonString(),
        };
    }

    private static string Date(string kind, ExchangeCall call, JsonObject r)
    {
        string text = r["text"]?.ToString() ?? "";
        string day = call.Arguments["day"]?.ToString() ?? "today";
        int days = int.TryParse(r["days_from_today"]?.ToString(), out int number) ? number : 0;
        DateOnly date = DateOnly.TryParse(r["date"]?.ToString(), CultureInfo.InvariantCulture, out DateOnly parsed) ? parsed : default;
        return kind switch
        {
            "date.year" => $"It is {date.Year}.",
            "date.month" => $"It is {date.ToString("MMMM yyyy", CultureInfo.InvariantCulture)}.",
            "date.until" => days switch
            {
                0 => $"That is today: {text}.",
                1 => $"1 day: tomorrow is {text}.",
                > 1 => $"{days} days until {text}.",
                _ => $"That was {-days} day{(days == -1 ? "" : "s")} ago: {text}.",
            },
            "date.weeks" => days >= 0
                ? $"{days / 7} week{(days / 7 == 1 ? "" : "s")}{(days % 7 == 0 ? "" : $" and {days % 7} day{(days % 7 == 1 ? "" : "s")}")} until {text}."
                : $"That was {-days / 7} weeks ago: {text}.",
            _ => days switch
            {
                0 => $"Today is {text}.",
                1 => $"Tomorrow is {text}.",
                -1 => $"Yesterday was {text}.",
                _ => $"{Capital(day)} {(days < 0 ? "was" : "is")} {text}.",
            },
        };
    }

    private static string Timers(string kind, JsonObject r)
    {
        JsonObject[] timers = [.. (r["timers"] as JsonArray ?? []).OfType<JsonObject>()];
        if (kind.StartsWith("timers.of ", StringComparison.Ordinal))
        {
            string label = kind["timers.of ".Length..];
            JsonObject[] named = [.. timers.Where(t => t["label"]?.ToString().Contains(label, StringComparison.OrdinalIgnoreCase) == true)];
            if (named.Length == 0 && timers.Length > 0)
            {
                return $"No timer is called {label}. {Timers("timers", r)}";
            }

            timers = named;
        }

        return timers switch
        {
            [] => "No timer is running.",
            [var one] => $"{Left(one)} left on the {Name(one)} (until {one["due"]}).",
            _ => $"{timers.Length} timers are running: {string.Join("; ", timers.Select(t => $"{Name(t)}, {Left(t)} left"))}.",
        };
    }

    private static string Cancelled(JsonObject r)
    {
        JsonObject[] gone = [.. (r["cancelled"] as JsonArray ?? []).OfType<JsonObject>()];
        return gone.Length == 1 ? $"Cancelled the {Name(gone[0])}." : $"Cancelled {gone.Length} timers: {string.Join(", ", gone.Select(Name))}.";
    }

    private static string Memories(ExchangeCall call, JsonObject r)
    {
        string[] texts = [.. (r["memories"] as JsonArray ?? []).OfType<JsonObject>().Select(m => Text(m, "text"))];
        string query = call.Arguments["query"]?.ToString() ?? "";
        return texts switch
        {
            [] when query.Length == 0 => "I don't remember anything yet. Say, for example, \"remember that my locker code is 4312\".",
            [] => $"I don't remember anything about {query}. You can tell me: \"remember that my {query} …\".",
            [var one] => $"You told me: {End(one)}",
            _ => $"You told me:\n\n{string.Join('\n', texts.Select(t => $"- {t}"))}",
        };
    }

    private static string Name(JsonObject timer) => timer["label"] is { } label ? $"{label} timer" : $"{timer["duration"]} timer";

    private static string Left(JsonObject timer) => timer["remaining"]?.ToString() ?? "";

    private static string Label(JsonObject r, string before) => r["label"] is { } label ? before + label : "";

    private static string Text(JsonNode? entry, string name) => (entry as JsonObject)?[name]?.ToString() ?? "";

    private static string End(string text) => text.EndsWith('.') || text.EndsWith('!') || text.EndsWith('?') ? text : text + ".";

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>"12 * 9" as "12 × 9": a star would start emphasis in Markdown.</summary>
    private static string Spoken(string expression) => expression.Replace('*', '×').Replace(" / ", " ÷ ", StringComparison.Ordinal).Replace('-', '−');
}
