using System.Text.Json;
using Sapphire.Actors.Chat;

namespace Sapphire.Actors.Import.Old;

/// <summary>What an old chat was set to. A value that cannot be one here is left to the default.</summary>
internal static class OldChatSettings
{
    /// <summary>Reads the settings.</summary>
    /// <param name="old">The old ones.</param>
    /// <param name="prompts">Names of prompts here, by the old ones.</param>
    /// <param name="providers">Ids of providers here, by the old keys.</param>
    public static ChatSettings Read(JsonElement old, IReadOnlyDictionary<string, string> prompts, IReadOnlyDictionary<string, string> providers)
    {
        string? provider = old.Text("llm_primary") is { } key && providers.TryGetValue(key, out string? id) ? id : null;
        ChatSettings settings = ChatSettings.None;
        foreach (Func<ChatSettings, ChatSettings> set in (Func<ChatSettings, ChatSettings>[])
        [
            s => s with { Prompt = old.Text("prompt") is { } name && prompts.TryGetValue(name, out string? prompt) ? prompt : null },
            s => s with { Toolset = (old.Text("ability") ?? old.Text("toolset")) switch { "all" => "all", "none" => "none", _ => null } },
            s => s with { Speed = old.Number("speed") },
            s => s with { Pitch = old.Number("pitch") },
            s => s with { SpiceEnabled = old.Flag("spice_enabled") },
            s => s with { SpiceTurns = (int?)old.Whole("spice_turns") },
            s => s with { InjectDateTime = old.Flag("inject_datetime") },
            s => s with { CustomContext = string.IsNullOrWhiteSpace(old.Text("custom_context")) ? null : old.Text("custom_context") },
            s => s with { Provider = provider },
            s => s with { Model = provider is null || string.IsNullOrWhiteSpace(old.Text("llm_model")) ? null : old.Text("llm_model")!.Trim() },
            s => s with { MemoryScope = old.Text("memory_scope") is { Length: > 0 } scope && scope != OldMemory.DefaultScope ? scope : null },
            s => s with { TrimColor = string.IsNullOrWhiteSpace(old.Text("trim_color")) ? null : old.Text("trim_color") },
        ])
        {
            ChatSettings next = set(settings);
            settings = next.Problem() is null ? next : settings;
        }

        return settings;
    }
}
