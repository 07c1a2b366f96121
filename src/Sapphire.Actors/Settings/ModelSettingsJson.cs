using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sapphire.Actors.Models;

namespace Sapphire.Actors.Settings;

/// <summary>Reads and writes section <c>models</c> of <c>settings.json</c>.</summary>
internal static class ModelSettingsJson
{
    private const string Section = "models";

    /// <summary>Reads the section; what is missing has its default.</summary>
    /// <exception cref="SettingsException">A member has a value that it cannot have.</exception>
    public static ModelSettings Read(JsonObject root, Func<object[], string, SettingsException> fault)
    {
        if (!root.TryGetPropertyValue(Section, out JsonNode? node) || node is null)
        {
            return ModelSettings.Default;
        }

        if (node is not JsonObject models)
        {
            throw fault([Section], "Expected an object.");
        }

        JsonMembers members = new(fault);
        string selection = members.Text(models, [Section], "selection", ModelSettings.Auto);
        ImmutableArray<ProviderSettings>.Builder providers = ImmutableArray.CreateBuilder<ProviderSettings>();
        if (models["providers"] is { } list)
        {
            if (list is not JsonArray items)
            {
                throw fault([Section, "providers"], "Expected a list: [ { \"id\": …, \"url\": … } ].");
            }

            for (int i = 0; i < items.Count; i++)
            {
                object[] path = [Section, "providers", i];
                ProviderSettings provider = Provider(items[i] as JsonObject ?? throw fault(path, "Expected an object: { \"id\": …, \"url\": … }."), path, members);
                if (providers.Any(p => p.Id == provider.Id))
                {
                    throw fault([.. path, "id"], $"The id \"{provider.Id}\" is given twice: each provider needs its own.");
                }

                providers.Add(provider);
            }
        }

        if (selection is not (ModelSettings.Auto or ModelSettings.BuiltIn) && !providers.Any(p => p.Id == selection))
        {
            throw fault([Section, "selection"], $"\"{selection}\" is no provider: expected \"auto\", \"builtin\" or the id of a provider.");
        }

        return new(selection, providers.ToImmutable()) { Profiles = ModelProfileJson.Read(models, [Section, "profiles"], members) };
    }

    /// <summary>Puts the section into a document; members that are not known stay.</summary>
    public static void Merge(JsonObject root, ModelSettings settings)
    {
        JsonObject models = root[Section] as JsonObject ?? [];
        models["selection"] = settings.Selection;
        Dictionary<string, JsonObject> old = new(StringComparer.Ordinal);
        foreach (JsonNode? node in models["providers"] as JsonArray ?? [])
        {
            if (node is JsonObject provider && provider["id"] is JsonValue id && id.TryGetValue(out string? text))
            {
                old.TryAdd(text, provider);
            }
        }

        JsonArray providers = [];
        foreach (ProviderSettings provider in settings.Providers)
        {
            JsonObject node = old.TryGetValue(provider.Id, out JsonObject? known) ? (JsonObject)known.DeepClone() : [];
            node["id"] = provider.Id;
            node["name"] = provider.Name;
            node["url"] = provider.Url;
            node["model"] = provider.Model;
            node["enabled"] = provider.Enabled;
            Put(node, "kind", provider.Kind, ProviderKinds.Other);
            Put(node, "fallback", provider.Fallback, true);
            Put(node, "key_variable", provider.KeyVariable, "");
            JsonMembers.Put(node, "timeout", provider.Timeout);
            providers.Add((JsonNode)node);
        }

        models["providers"] = providers;
        ModelProfileJson.Merge(models, "profiles", settings.Profiles);
        root[Section] = models;
    }

    private static ProviderSettings Provider(JsonObject node, object[] path, JsonMembers members)
    {
        string id = members.Text(node, path, "id", null);
        if (!ProviderIds.IsValid(id))
        {
            throw members.Fault([.. path, "id"], ProviderIds.Rule);
        }

        string url = members.Text(node, path, "url", null);
        if (!ProviderUrl.TryNormalize(url, out Uri? normal, out string? error))
        {
            throw members.Fault([.. path, "url"], error);
        }

        string kind = members.Text(node, path, "kind", ProviderKinds.Other);
        if (!ProviderKinds.IsKnown(kind))
        {
            throw members.Fault([.. path, "kind"], $"\"{kind}\" is no kind of server: expected one of {string.Join(", ", ProviderKinds.All.Select(static k => k.Id))}.");
        }

        string name = members.Text(node, path, "name", id);
        return new(id, name.Length == 0 ? id : name, ProviderUrl.Text(normal), members.Text(node, path, "model", ""), members.Flag(node, path, "enabled") ?? true)
        {
            Kind = kind,
            Fallback = members.Flag(node, path, "fallback") ?? true,
            KeyVariable = members.Text(node, path, "key_variable", ""),
            Timeout = members.Number(node, path, "timeout", 1, 3600),
        };
    }

    // What is as usual is not written, unless it stands there already.
    private static void Put<T>(JsonObject node, string name, T value, T usual)
    {
        if (node.ContainsKey(name) || !EqualityComparer<T>.Default.Equals(value, usual))
        {
            node[name] = JsonValue.Create(value);
        }
    }
}
