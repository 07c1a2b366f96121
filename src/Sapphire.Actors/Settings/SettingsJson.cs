using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sapphire.Actors.Settings.Registry;

namespace Sapphire.Actors.Settings;

/// <summary>Reads and writes the text of <c>settings.json</c>: lenient in form (comments, trailing commas), strict in meaning.</summary>
internal static class SettingsJson
{
    private static readonly JsonSerializerOptions WriteOptions = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonDocumentOptions ReadOptions = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads a file's content.</summary>
    /// <param name="file">For messages.</param>
    /// <param name="content">UTF-8, with or without a byte order mark; blank is an empty object.</param>
    /// <exception cref="SettingsException">It is no JSON, or a known member has a value that it cannot have.</exception>
    public static (AppSettings Settings, JsonObject Document) Read(string file, ReadOnlyMemory<byte> content)
    {
        if (content.Span.StartsWith("\uFEFF"u8))
        {
            content = content[3..];
        }

        if (content.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            return (AppSettings.Default, []);
        }

        JsonNode? node;
        try
        {
            node = JsonNode.Parse(content.Span, nodeOptions: null, ReadOptions);
            // Members are read on demand; a member given twice is found out here.
            Touch(node);
        }
        catch (JsonException e)
        {
            string message = e.Message.Split(" LineNumber:", StringSplitOptions.None)[0].Split(" Path:", StringSplitOptions.None)[0];
            throw new SettingsException(new(file, (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1, message), e);
        }
        catch (ArgumentException e)
        {
            throw new SettingsException(new(file, 0, 0, "A member is given twice in one object: remove one of them."), e);
        }
        catch (InvalidOperationException e)
        {
            throw new SettingsException(new(file, 0, 0, "A text is not valid UTF-8."), e);
        }

        Reader reader = new(file, content);
        if (node is not JsonObject root)
        {
            throw reader.Fault([], "Expected an object: { \"models\": { … } }.");
        }

        return (new(reader.Models(root), SpeechJson.Read(root, reader.Fault)) { Values = SettingValuesJson.Read(root, reader.Fault) }, root);
    }

    /// <summary>Puts settings into a document; members that are not known stay where they are.</summary>
    public static JsonObject Merge(JsonObject document, AppSettings settings)
    {
        JsonObject root = (JsonObject)document.DeepClone();
        JsonObject models = root["models"] as JsonObject ?? [];
        models["selection"] = settings.Models.Selection;
        Dictionary<string, JsonObject> old = new(StringComparer.Ordinal);
        foreach (JsonNode? node in models["providers"] as JsonArray ?? [])
        {
            if (node is JsonObject provider && provider["id"] is JsonValue id && id.TryGetValue(out string? text))
            {
                old.TryAdd(text, provider);
            }
        }

        JsonArray providers = [];
        foreach (ProviderSettings provider in settings.Models.Providers)
        {
            JsonObject node = old.TryGetValue(provider.Id, out JsonObject? known) ? (JsonObject)known.DeepClone() : [];
            node["id"] = provider.Id;
            node["name"] = provider.Name;
            node["url"] = provider.Url;
            node["model"] = provider.Model;
            node["enabled"] = provider.Enabled;
            providers.Add((JsonNode)node);
        }

        models["providers"] = providers;
        root["models"] = models;
        SpeechJson.Merge(root, settings.Speech);
        SettingValuesJson.Merge(root, settings.Values);
        return root;
    }

    /// <summary>The text of a document.</summary>
    public static byte[] Write(JsonObject document) => Encoding.UTF8.GetBytes(document.ToJsonString(WriteOptions) + "\n");

    private static void Touch(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach ((string _, JsonNode? child) in members)
                {
                    Touch(child);
                }

                break;
            case JsonArray items:
                foreach (JsonNode? child in items)
                {
                    Touch(child);
                }

                break;
        }
    }

    private sealed class Reader(string file, ReadOnlyMemory<byte> content)
    {
        public ModelSettings Models(JsonObject root)
        {
            if (!root.TryGetPropertyValue("models", out JsonNode? node) || node is null)
            {
                return ModelSettings.Default;
            }

            if (node is not JsonObject models)
            {
                throw Fault(["models"], "Expected an object.");
            }

            string selection = Text(models, "selection", ModelSettings.Auto, ["models"]);
            ImmutableArray<ProviderSettings>.Builder providers = ImmutableArray.CreateBuilder<ProviderSettings>();
            if (models["providers"] is { } list)
            {
                if (list is not JsonArray items)
                {
                    throw Fault(["models", "providers"], "Expected a list: [ { \"id\": …, \"url\": … } ].");
                }

                for (int i = 0; i < items.Count; i++)
                {
                    object[] path = ["models", "providers", i];
                    ProviderSettings provider = Provider(items[i] as JsonObject ?? throw Fault(path, "Expected an object: { \"id\": …, \"url\": … }."), path);
                    if (providers.Any(p => p.Id == provider.Id))
                    {
                        throw Fault([.. path, "id"], $"The id \"{provider.Id}\" is given twice: each provider needs its own.");
                    }

                    providers.Add(provider);
                }
            }

            if (selection is not (ModelSettings.Auto or ModelSettings.BuiltIn) && !providers.Any(p => p.Id == selection))
            {
                throw Fault(["models", "selection"], $"\"{selection}\" is no provider: expected \"auto\", \"builtin\" or the id of a provider.");
            }

            return new(selection, providers.ToImmutable());
        }

        public SettingsException Fault(object[] path, string message)
        {
            (int line, int column) = JsonPlace.Find(content.Span, path);
            string name = string.Concat(path.Select((p, i) => p is int n ? $"[{n}]" : i == 0 ? (string)p : "." + p));
            return new(new(file, line, column, name.Length == 0 ? message : $"{name}: {message}"));
        }

        private ProviderSettings Provider(JsonObject node, object[] path)
        {
            string id = Text(node, "id", null, path);
            if (!ProviderIds.IsValid(id))
            {
                throw Fault([.. path, "id"], ProviderIds.Rule);
            }

            string url = Text(node, "url", null, path);
            if (!Sapphire.Actors.Models.ProviderUrl.TryNormalize(url, out Uri? normal, out string? error))
            {
                throw Fault([.. path, "url"], error);
            }

            string name = Text(node, "name", id, path);
            return new(id, name.Length == 0 ? id : name, Sapphire.Actors.Models.ProviderUrl.Text(normal), Text(node, "model", "", path), Flag(node, "enabled", path));
        }

        private string Text(JsonObject node, string member, string? otherwise, object[] path)
        {
            if (!node.TryGetPropertyValue(member, out JsonNode? value) || value is null)
            {
                return otherwise ?? throw Fault(path, $"The member \"{member}\" is missing.");
            }

            return value is JsonValue text && text.TryGetValue(out string? found) ? found : throw Fault([.. path, member], "Expected a text in quotes.");
        }

        private bool Flag(JsonObject node, string member, object[] path)
        {
            if (!node.TryGetPropertyValue(member, out JsonNode? value) || value is null)
            {
                return true;
            }

            return value is JsonValue flag && flag.TryGetValue(out bool found) ? found : throw Fault([.. path, member], "Expected true or false.");
        }
    }
}
