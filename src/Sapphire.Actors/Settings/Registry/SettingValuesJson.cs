using System.Text.Json.Nodes;

namespace Sapphire.Actors.Settings.Registry;

/// <summary>
/// Reads and writes the registered settings of <c>settings.json</c>: <c>{ "identity": { "DEFAULT_AI_NAME": "Ada" } }</c>. Keys are
/// also read at the root and in another section, as an older file may have them, and are changed where they stand.
/// </summary>
internal static class SettingValuesJson
{
    /// <summary>Reads what the document names.</summary>
    /// <exception cref="SettingsException">A value is not allowed, or a key is given twice.</exception>
    public static SettingValues Read(JsonObject root, Func<object[], string, SettingsException> fault)
    {
        SettingValues values = SettingValues.Empty;
        Take(root, []);
        foreach ((string name, JsonNode? child) in root)
        {
            if (child is JsonObject section)
            {
                Take(section, [name]);
            }
        }

        return values;

        void Take(JsonObject members, object[] path)
        {
            foreach ((string key, JsonNode? node) in members)
            {
                // null means the default, as a member that is not there.
                if (node is null || SettingsRegistry.Find(key) is not { } setting)
                {
                    continue;
                }

                object[] at = [.. path, key];
                if (values.Find(key) is not null)
                {
                    throw fault(at, "It is given twice in this file: remove one of them.");
                }

                values = setting.TryRead(node, out SettingValue? value, out string? problem) ? values.Set(key, value) : throw fault(at, problem);
            }
        }
    }

    /// <summary>Puts the settings into a document; what it does not know stays.</summary>
    public static void Merge(JsonObject root, SettingValues values)
    {
        foreach (Setting setting in SettingsRegistry.All)
        {
            JsonObject? holder = Holder(root, setting.Key);
            if (values.Find(setting.Key) is { } value)
            {
                holder ??= Section(root, setting.Category.Id);
                if (holder[setting.Key]?.ToJsonString(SettingCodec.Relaxed) != value.Json)
                {
                    holder[setting.Key] = value.ToNode();
                }
            }
            else if (holder is not null)
            {
                holder.Remove(setting.Key);
                if (holder.Count == 0 && holder != root && holder.Parent == root)
                {
                    root.Remove(holder.GetPropertyName());
                }
            }
        }
    }

    /// <summary>The keys that are written as those of settings and are none, sorted.</summary>
    public static IReadOnlyList<string> Unused(JsonObject root) =>
    [
        .. root.Concat(root.Select(static member => member.Value).OfType<JsonObject>().SelectMany(static section => section))
            .Select(static member => member.Key)
            .Where(static key => key.Length > 1 && key.All(static c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_') && SettingsRegistry.Find(key) is null)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    private static JsonObject? Holder(JsonObject root, string key) =>
        root.ContainsKey(key) ? root : root.Select(static member => member.Value).OfType<JsonObject>().FirstOrDefault(section => section.ContainsKey(key));

    private static JsonObject Section(JsonObject root, string name)
    {
        if (root[name] is not JsonObject section)
        {
            section = [];
            root[name] = section;
        }

        return section;
    }
}
