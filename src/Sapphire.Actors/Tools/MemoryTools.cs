using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Memory;

namespace Sapphire.Actors.Tools;

/// <summary>Remember, recall, forget, in the scope of one chat.</summary>
internal sealed class MemoryTools(IScopedMemory memory, TimeProvider time, Func<TimeZoneInfo> zone)
{
    private const int LongestText = 2000;
    private const int DefaultLimit = 5;
    private const int MostResults = 20;

    /// <summary>Creates the tools.</summary>
    public static IEnumerable<AIFunction> Create(IScopedMemory memory, TimeProvider time, Func<TimeZoneInfo> zone)
    {
        var tools = new MemoryTools(memory, time, zone);
        return
        [
            new Tool(
                ToolNames.SaveMemory,
                "Remembers a fact for later. Use it when the person says remember, note or do not forget.",
                [new("text", "string", "The fact, as one sentence: \"My locker code is 4312.\"", Required: true)],
                async (arguments, cancel) => await tools.SaveAsync(arguments, cancel)),
            new Tool(
                ToolNames.SearchMemory,
                "Searches the remembered facts. Use it when the person asks about something they may have told you before.",
                [
                    new("query", "string", "A few key words: \"locker code\". Empty for the newest facts."),
                    new("limit", "integer", "At most how many facts; 5 when left out."),
                ],
                async (arguments, cancel) => await tools.SearchAsync(arguments, cancel)),
            new Tool(
                ToolNames.DeleteMemory,
                "Forgets a remembered fact.",
                [
                    new("id", "integer", "The id from save_memory or search_memory."),
                    new("query", "string", "Words of the fact, when the id is not known. It must fit exactly one fact."),
                ],
                async (arguments, cancel) => await tools.DeleteAsync(arguments, cancel)),
        ];
    }

    private async Task<JsonObject> SaveAsync(ToolArguments arguments, CancellationToken cancel)
    {
        string text = arguments.Required("{\"text\": \"My locker code is 4312.\"}", "text", "memory", "fact", "content");
        if (text.Length > LongestText)
        {
            throw new ToolException($"The text has {text.Length} characters; at most {LongestText} are allowed. Shorten it.");
        }

        MemoryEntry entry = await memory.SaveAsync(text, cancel);
        return new JsonObject { ["saved"] = Describe(entry) };
    }

    private async Task<JsonObject> SearchAsync(ToolArguments arguments, CancellationToken cancel)
    {
        string query = arguments.Text("query", "text", "q", "search") ?? "";
        int limit = (int)Math.Clamp(arguments.Number("limit", "count", "n") ?? DefaultLimit, 1, MostResults);
        IReadOnlyList<MemoryEntry> found = await memory.SearchAsync(query, limit, cancel);
        return new JsonObject { ["memories"] = new JsonArray([.. found.Select(Describe)]) };
    }

    private async Task<JsonObject> DeleteAsync(ToolArguments arguments, CancellationToken cancel)
    {
        if (arguments.Number("id", "memory_id") is { } number)
        {
            long id = number == decimal.Floor(number) && number is > 0 and <= long.MaxValue
                ? (long)number
                : throw new ToolException("The argument 'id' must be a whole number, from save_memory or search_memory.");
            return await memory.DeleteAsync(id, cancel)
                ? new JsonObject { ["deleted"] = new JsonObject { ["id"] = id } }
                : throw new ToolException($"There is no memory of id {id}. Use search_memory to find the id.");
        }

        string query = arguments.Required("{\"query\": \"locker code\"}", "query", "text", "memory");
        IReadOnlyList<MemoryEntry> found = await memory.SearchAsync(query, MostResults, cancel);
        MemoryEntry entry = Single(query, found);
        return await memory.DeleteAsync(entry.Id, cancel)
            ? new JsonObject { ["deleted"] = Describe(entry) }
            : throw new ToolException("That memory has just been deleted.");
    }

    /// <summary>The search returns whatever shares any word; to delete, all the words must be there, and in one entry only.</summary>
    private static MemoryEntry Single(string query, IReadOnlyList<MemoryEntry> found)
    {
        string[] words = [.. Assistant.Language.Tokenizer.Tokenize(query).Select(t => t.Text).Where(w => w.Length > 2)];
        MemoryEntry[] fitting = [.. found.Where(e => Array.TrueForAll(words, w => e.Text.Contains(w, StringComparison.OrdinalIgnoreCase)))];
        return fitting.Length switch
        {
            1 => fitting[0],
            0 => throw new ToolException($"I remember nothing about '{query}'."),
            _ => throw new ToolException($"{fitting.Length} memories fit: {string.Join("; ", fitting.Take(5).Select(e => $"{e.Id}: \"{Shorten(e.Text)}\""))}. Say more exactly which one."),
        };
    }

    private static string Shorten(string text) => text.Length <= 80 ? text : text[..80] + "…";

    private JsonObject Describe(MemoryEntry entry) => new()
    {
        ["id"] = entry.Id,
        ["text"] = entry.Text,
        ["saved_on"] = TimeZoneInfo.ConvertTime(time.GetUtcNow() < entry.SavedAt ? time.GetUtcNow() : entry.SavedAt, zone()).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };
}
