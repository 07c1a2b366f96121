using System.Collections.Immutable;
using System.Text.Json;
using Sapphire.Actors.Chat;

namespace Sapphire.Actors.Import.Old;

/// <summary>What an old chat, its defaults or a persona were set to.</summary>
internal static class OldChatSettings
{
    /// <summary>Reads the settings.</summary>
    /// <param name="old">The old ones.</param>
    /// <param name="context">Knows what has become of what they name.</param>
    /// <returns>What they are here; and what is left of them, each with the reason. Never what a person wrote.</returns>
    public static (ChatSettings Settings, ImmutableArray<string> Left) Read(JsonElement old, FolderContext context)
    {
        ChatSettings settings = ChatSettings.None;
        ImmutableArray<string>.Builder left = ImmutableArray.CreateBuilder<string>();
        if (old.ValueKind != JsonValueKind.Object)
        {
            return (settings, []);
        }

        foreach (string name in old.EnumerateObject().Select(static member => member.Name).Where(static name => !name.StartsWith('_')).Distinct(StringComparer.Ordinal))
        {
            (Func<ChatSettings, ChatSettings>? set, string? why) = Take(name, old, context);
            if (set is not null)
            {
                ChatSettings next = set(settings);
                why = next.Problem();
                settings = why is null ? next : settings;
            }

            if (why is not null)
            {
                left.Add($"{name} ({why.TrimEnd('.')})");
            }
        }

        return (settings, left.ToImmutable());
    }

    /// <summary>What is left as one sentence; empty for nothing.</summary>
    public static string Sentence(ImmutableArray<string> left) => left.IsEmpty ? "" : $"Not taken of its settings: {string.Join("; ", left)}.";

    private static (Func<ChatSettings, ChatSettings>? Set, string? Why) Take(string name, JsonElement old, FolderContext context)
    {
        string text = old.Text(name)?.Trim() ?? "";
        return name switch
        {
            _ when old.Member(name) is not { } value || (value.ValueKind == JsonValueKind.String && text.Length == 0) => default,
            "prompt" => context.Prompts.TryGetValue(text, out string? prompt) ? (s => s with { Prompt = prompt }, null) : (null, $"there is no prompt {Quoted(text)} in the folder"),
            "ability" when old.Text("toolset") is { Length: > 0 } => default,
            "ability" or "toolset" when text == Toolsets.Toolset.Default && context.Toolset(text) is null => default,
            "ability" or "toolset" => context.Toolset(text) is { } toolset ? (s => s with { Toolset = toolset }, null) : (null, $"there is no toolset {Quoted(text)} in the folder"),
            "voice" => (null, $"there is no voice {Quoted(text)} here"),
            "speed" => (s => s with { Speed = old.Number(name) }, null),
            "pitch" => (s => s with { Pitch = old.Number(name) }, null),
            "spice_enabled" => (s => s with { SpiceEnabled = old.Flag(name) }, null),
            "spice_turns" => old.Whole(name) is >= int.MinValue and <= int.MaxValue and var turns ? (s => s with { SpiceTurns = (int)turns }, null) : (null, "it is no whole number"),
            "inject_datetime" => (s => s with { InjectDateTime = old.Flag(name) }, null),
            "custom_context" => (s => s with { CustomContext = old.Text(name) }, null),
            "llm_primary" when text == "auto" => default,
            "llm_primary" => context.Providers.TryGetValue(text, out string? provider) ? (s => s with { Provider = provider }, null)
                : (null, text == "none" ? "a chat always has somebody who answers here" : $"the provider {Quoted(text)} is not taken"),
            "llm_model" => old.Text("llm_primary")?.Trim() is { } key && context.Providers.TryGetValue(key, out string? its) ? (s => s with { Provider = its, Model = text }, null)
                : old.Text("llm_primary")?.Trim() is null or "" or "auto" ? default : (null, "its provider is not taken"),
            "memory_scope" => text == OldMemory.DefaultScope ? default : (s => s with { MemoryScope = text }, null),
            "trim_color" => (s => s with { TrimColor = text }, null),
            "persona" => context.Personas.TryGetValue(text, out string? persona) ? (s => s with { Persona = persona }, null) : (null, $"there is no persona {Quoted(text)} in the folder"),
            _ => Says(old.Member(name)!.Value) ? (null, "nothing here has this setting") : default,
        };
    }

    // A flag that is off and an empty list say nothing that could be missed.
    private static bool Says(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.False => false,
        JsonValueKind.Number => value.TryGetDouble(out double number) && number != 0,
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.EnumerateObject().Any(),
        JsonValueKind.String => value.GetString() is not ("none" or "auto" or "default"),
        _ => true,
    };

    private static string Quoted(string name) => $"'{(name.Length > 40 ? name[..40] + "…" : name)}'";
}
