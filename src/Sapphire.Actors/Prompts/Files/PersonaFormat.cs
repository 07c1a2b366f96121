using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sapphire.Actors.Chat;

namespace Sapphire.Actors.Prompts.Files;

/// <summary><c>personas.json</c>: <c>{ "id": { "name": "…", "prompt": "…", "voice": "…", "speed": 1.1 } }</c>.</summary>
internal sealed class PersonaFormat(ImmutableSortedDictionary<string, Persona> factory) : ILibraryFormat<ImmutableSortedDictionary<string, Persona>>
{
    /// <inheritdoc />
    public ImmutableSortedDictionary<string, Persona> Factory => factory;

    /// <inheritdoc />
    public ImmutableSortedDictionary<string, Persona> Read(JsonObject root, LibraryReader reader)
    {
        ImmutableSortedDictionary<string, Persona>.Builder personas = LibraryFormats.Map<Persona>().ToBuilder();
        foreach ((string id, JsonNode? value) in root)
        {
            if (LibraryFormats.IsRemark(id))
            {
                continue;
            }

            if (PersonaRules.IdProblem(id) is { } problem)
            {
                throw reader.Fault([id], problem);
            }

            JsonObject node = value as JsonObject ?? throw reader.Fault([id], "Expected an object: { \"name\": \"…\", \"prompt\": \"…\" }.");
            personas[id] = new(id, reader.Text(node, "name", id) ?? id, reader.Text(node, "description", id) ?? "", reader.Text(node, "ai_name", id), Settings(node, reader, id));
        }

        return personas.ToImmutable();
    }

    /// <inheritdoc />
    public void Merge(JsonObject root, ImmutableSortedDictionary<string, Persona> value)
    {
        LibraryFormats.RemoveOthers(root, value.ContainsKey);
        foreach ((string id, Persona persona) in value)
        {
            JsonObject node = root[id] as JsonObject ?? [];
            node["name"] = persona.Name;
            node["description"] = persona.Description;
            LibraryFormats.Set(node, "ai_name", persona.AiName);
            Write(node, persona.Settings);
            root[id] = node;
        }
    }

    private static ChatSettings Settings(JsonObject node, LibraryReader reader, string id)
    {
        ChatSettings settings = new()
        {
            Prompt = reader.Text(node, "prompt", id),
            Toolset = reader.Text(node, "toolset", id),
            Voice = reader.Text(node, "voice", id),
            Speed = reader.Number(node, "speed", ChatSettings.MinSpeed, ChatSettings.MaxSpeed, id),
            Pitch = reader.Number(node, "pitch", ChatSettings.MinPitch, ChatSettings.MaxPitch, id),
            SpiceEnabled = reader.Flag(node, "spice_enabled", id),
            SpiceTurns = (int?)reader.Number(node, "spice_turns", 1, ChatSettings.MaxSpiceTurns, id),
            SpiceSets = reader.Texts(node, "spice_sets", id) is { } sets ? [.. sets] : null,
            Provider = reader.Text(node, "provider", id),
            Model = reader.Text(node, "model", id),
            MemoryScope = reader.Text(node, "memory_scope", id),
            CustomContext = reader.Text(node, "custom_context", id),
            InjectDateTime = reader.Flag(node, "inject_datetime", id),
            Avatar = reader.Text(node, "avatar", id),
            TrimColor = reader.Text(node, "trim_color", id),
        };
        return settings.Problem() is { } problem ? throw reader.Fault([id], problem) : settings;
    }

    private static void Write(JsonObject node, ChatSettings settings)
    {
        LibraryFormats.Set(node, "prompt", settings.Prompt);
        LibraryFormats.Set(node, "toolset", settings.Toolset);
        LibraryFormats.Set(node, "voice", settings.Voice);
        LibraryFormats.Set(node, "speed", settings.Speed);
        LibraryFormats.Set(node, "pitch", settings.Pitch);
        LibraryFormats.Set(node, "spice_enabled", settings.SpiceEnabled);
        LibraryFormats.Set(node, "spice_turns", settings.SpiceTurns);
        LibraryFormats.Set(node, "spice_sets", settings.SpiceSets is { } sets ? LibraryFormats.Array(sets) : null);
        LibraryFormats.Set(node, "provider", settings.Provider);
        LibraryFormats.Set(node, "model", settings.Model);
        LibraryFormats.Set(node, "memory_scope", settings.MemoryScope);
        LibraryFormats.Set(node, "custom_context", settings.CustomContext);
        LibraryFormats.Set(node, "inject_datetime", settings.InjectDateTime);
        LibraryFormats.Set(node, "avatar", settings.Avatar);
        LibraryFormats.Set(node, "trim_color", settings.TrimColor);
    }
}
