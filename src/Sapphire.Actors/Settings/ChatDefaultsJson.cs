using System.Text.Json;
using System.Text.Json.Nodes;
using Sapphire.Actors.Chat;

namespace Sapphire.Actors.Settings;

/// <summary>Reads and writes section <c>chat.defaults</c> of <c>settings.json</c>.</summary>
internal static class ChatDefaultsJson
{
    private const string Section = "chat";
    private const string Member = "defaults";

    /// <summary>Reads the section; what is missing is left to what Sapphire comes with.</summary>
    /// <exception cref="SettingsException">A member has a value that it cannot have.</exception>
    public static ChatSettings Read(JsonObject root, Func<object[], string, SettingsException> fault)
    {
        if (Child(root, [Section], fault) is not { } chat || Child(chat, [Section, Member], fault) is not { } defaults)
        {
            return ChatSettings.None;
        }

        ChatSettings settings = ChatSettings.None;
        foreach ((string name, JsonNode? node) in defaults)
        {
            if (node is null || ChatSettingsJsonNames.Find(name) is not { } known)
            {
                continue;
            }

            ChatSettings one;
            try
            {
                one = new JsonObject { [known] = node.DeepClone() }.Deserialize(ChatJsonContext.Default.ChatSettings) ?? ChatSettings.None;
            }
            catch (JsonException e)
            {
                SettingsException error = fault([Section, Member, name], $"Expected {ChatSettingsJsonNames.Expected(known)}.");
                throw new SettingsException(error.Error, e);
            }

            settings = one.Problem() is { } problem ? throw fault([Section, Member, name], problem) : one.Over(settings);
        }

        return settings with { Persona = null };
    }

    /// <summary>Puts the section into a document; members that are not known stay. A section that says nothing is not added.</summary>
    public static void Merge(JsonObject root, ChatSettings settings)
    {
        JsonObject? chat = root[Section] as JsonObject;
        JsonObject? defaults = chat?[Member] as JsonObject;
        if (settings == ChatSettings.None && defaults is null)
        {
            return;
        }

        if (chat is null)
        {
            root[Section] = chat = [];
        }

        if (defaults is null)
        {
            chat[Member] = defaults = [];
        }

        JsonObject now = JsonSerializer.SerializeToNode(settings, ChatJsonContext.Default.ChatSettings) as JsonObject ?? [];
        foreach (string name in ChatSettingsJsonNames.All)
        {
            // As a person may have written it: any case.
            foreach (string old in defaults.Select(static m => m.Key).Where(key => string.Equals(key, name, StringComparison.OrdinalIgnoreCase) && key != name).ToArray())
            {
                defaults.Remove(old);
            }

            if (now.TryGetPropertyValue(name, out JsonNode? value) && value is not null)
            {
                defaults[name] = value.DeepClone();
            }
            else
            {
                defaults.Remove(name);
            }
        }
    }

    private static JsonObject? Child(JsonObject parent, object[] path, Func<object[], string, SettingsException> fault) =>
        !parent.TryGetPropertyValue((string)path[^1], out JsonNode? node) || node is null ? null : node as JsonObject ?? throw fault(path, "Expected an object.");
}
