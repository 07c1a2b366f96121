using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Sapphire.Actors.Prompts.Copies;
using Sapphire.Actors.Tools;

namespace Sapphire.Actors.Import.Old;

/// <summary>Reads the old toolsets, and knows which of their tools are here, and under which name.</summary>
internal static class OldToolsets
{
    /// <summary>The modules of the old program's own tools: their names were toolsets too.</summary>
    public static readonly FrozenDictionary<string, ImmutableArray<string>> Modules = new Dictionary<string, ImmutableArray<string>>(StringComparer.Ordinal)
    {
        ["ai"] = ["ask_claude"],
        ["docs"] = ["search_help_docs"],
        ["image"] = ["generate_scene_image"],
        ["memory"] = ["save_memory", "search_memory", "get_recent_memories", "delete_memory"],
        ["meta"] =
        [
            "view_prompt", "switch_prompt", "reset_chat", "change_ai_name", "change_username", "set_tts_voice", "list_tools", "edit_prompt", "set_piece", "remove_piece",
            "create_piece", "list_pieces",
        ],
        ["network"] = ["get_external_ip", "check_internet", "website_status"],
        ["notepad"] = ["notepad_read", "notepad_append_lines", "notepad_delete_lines", "notepad_insert_line"],
        ["web"] = ["web_search", "get_website", "get_wikipedia", "research_topic"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Known = FrozenSet.Create(
        StringComparer.Ordinal,
        ToolNames.GetTime,
        ToolNames.GetDate,
        ToolNames.SetTimer,
        ToolNames.ListTimers,
        ToolNames.CancelTimer,
        ToolNames.SaveMemory,
        ToolNames.SearchMemory,
        ToolNames.DeleteMemory,
        ToolNames.Calculate,
        ToolNames.ConvertUnits,
        PromptToolNames.View,
        PromptToolNames.List,
        PromptToolNames.Edit,
        PromptToolNames.Set,
        PromptToolNames.Remove,
        PromptToolNames.Create,
        PromptToolNames.Undo,
        "switch_prompt",
        "reset_chat",
        "change_ai_name",
        "change_username",
        "set_tts_voice");

    /// <summary>The toolsets of a file: <c>{name: {functions: [tool]}}</c>; a plain list is read too.</summary>
    /// <param name="root">The file.</param>
    /// <param name="fault">Told of one that is none, with its name and why.</param>
    /// <exception cref="OldFormatException">It is no such file.</exception>
    public static IEnumerable<(string Name, ImmutableArray<string> Tools)> Read(JsonElement root, Action<string, string> fault)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new OldFormatException("it is no JSON object");
        }

        foreach (JsonProperty set in root.EnumerateObject().Where(static set => !set.Name.StartsWith('_')))
        {
            JsonElement? tools = set.Value.ValueKind == JsonValueKind.Array ? set.Value : set.Value.Member("functions");
            if (tools is { ValueKind: JsonValueKind.Array } list)
            {
                yield return (set.Name.Trim(), [.. list.EnumerateArray().Select(static tool => tool.AsText().Trim()).Where(static tool => tool.Length > 0).Distinct(StringComparer.Ordinal)]);
            }
            else
            {
                fault(set.Name, "It has no list of tools.");
            }
        }
    }

    /// <summary>The tools here that do what the old ones did, and the old ones that nothing here does.</summary>
    public static (ImmutableArray<string> Here, ImmutableArray<string> Missing) Find(ImmutableArray<string> old) =>
        ([.. old.Select(Name).OfType<string>().Distinct(StringComparer.Ordinal)], [.. old.Where(static tool => Name(tool) is null)]);

    // A search without words gives the newest memories.
    private static string? Name(string old) => old == "get_recent_memories" ? ToolNames.SearchMemory : Known.Contains(old) ? old : null;
}
