using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sapphire.Actors.Models;

namespace Sapphire.Actors.Settings;

/// <summary>Reads and writes the profiles of models.</summary>
internal static class ModelProfileJson
{
    /// <summary>The most profiles.</summary>
    public const int Most = 500;

    /// <summary>Reads the profiles below a member; none where it is missing.</summary>
    /// <exception cref="SettingsException">A member has a value that it cannot have.</exception>
    public static ImmutableDictionary<string, ModelProfile> Read(JsonObject parent, object[] path, JsonMembers members)
    {
        if (parent[(string)path[^1]] is not { } node)
        {
            return ModelSettings.Default.Profiles;
        }

        if (node is not JsonObject profiles)
        {
            throw members.Fault(path, "Expected an object: { \"the model's name\": { \"temperature\": 0.7 } }.");
        }

        if (profiles.Count > Most)
        {
            throw members.Fault(path, $"There are {profiles.Count} profiles; at most {Most} are taken.");
        }

        return profiles.ToImmutableDictionary(
            static p => p.Key,
            p => Profile(p.Value as JsonObject ?? throw members.Fault([.. path, p.Key], "Expected an object: { \"temperature\": 0.7 }."), [.. path, p.Key], members),
            StringComparer.Ordinal);
    }

    /// <summary>Writes the profiles into a member; members of a profile that are not known stay.</summary>
    public static void Merge(JsonObject parent, string name, ImmutableDictionary<string, ModelProfile> profiles)
    {
        if (profiles.IsEmpty)
        {
            parent.Remove(name);
            return;
        }

        JsonObject old = parent[name] as JsonObject ?? [];
        JsonObject next = [];
        foreach ((string key, ModelProfile profile) in profiles.OrderBy(static p => p.Key, StringComparer.Ordinal))
        {
            JsonObject node = old[key] is JsonObject known ? (JsonObject)known.DeepClone() : [];
            Write(node, profile);
            next[key] = node;
        }

        parent[name] = next;
    }

    private static ModelProfile Profile(JsonObject node, object[] path, JsonMembers members)
    {
        ModelProfile profile = new()
        {
            Generation = new()
            {
                Temperature = members.Number(node, path, "temperature", 0, 2),
                TopP = members.Number(node, path, "top_p", 0, 1),
                TopK = (int?)members.Whole(node, path, "top_k", 1, 1000),
                MinP = members.Number(node, path, "min_p", 0, 1),
                MaxTokens = (int?)members.Whole(node, path, "max_tokens", 1, 1_000_000),
                PresencePenalty = members.Number(node, path, "presence_penalty", -2, 2),
                FrequencyPenalty = members.Number(node, path, "frequency_penalty", -2, 2),
                RepeatPenalty = members.Number(node, path, "repeat_penalty", 0, 2),
                Stop = Stop(node, path, members),
                Seed = members.Whole(node, path, "seed", long.MinValue, long.MaxValue),
                ReasoningEffort = node["reasoning_effort"] is null ? null : members.Text(node, path, "reasoning_effort", null),
                ThinkingBudget = (int?)members.Whole(node, path, "thinking_budget", 0, 200_000),
                ExtraJson = node["extra"] is null ? null : node["extra"] is JsonObject extra ? extra.ToJsonString() : throw members.Fault([.. path, "extra"], "Expected an object: { \"name\": value }."),
            },
            ContextTokens = (int?)members.Whole(node, path, "context_tokens", 256, 20_000_000),
            Sees = members.Flag(node, path, "sees"),
            Prices = Prices(node, path, members),
        };
        ProfileFault? wrong = ProfileRules.Fault(profile);
        return wrong is null ? profile : throw members.Fault([.. path, wrong.Member], wrong.Message);
    }

    private static TextList? Stop(JsonObject node, object[] path, JsonMembers members) => node["stop"] switch
    {
        null => null,
        JsonValue one when one.TryGetValue(out string? text) => new([text]),
        JsonArray items => new([.. items.Select(i => i is JsonValue v && v.TryGetValue(out string? text) ? text : throw members.Fault([.. path, "stop"], "Expected a list of texts."))]),
        _ => throw members.Fault([.. path, "stop"], "Expected a list of texts."),
    };

    private static ModelPrices? Prices(JsonObject node, object[] path, JsonMembers members)
    {
        if (node["prices"] is null)
        {
            return null;
        }

        if (node["prices"] is not JsonObject prices)
        {
            throw members.Fault([.. path, "prices"], "Expected an object: { \"input\": 3, \"output\": 15, \"cached\": 0.3 }, in USD per million tokens.");
        }

        object[] at = [.. path, "prices"];
        return new(
            (decimal)(members.Number(prices, at, "input", 0, ProfileRules.HighestPrice) ?? throw members.Fault(at, "The member \"input\" is missing.")),
            (decimal)(members.Number(prices, at, "output", 0, ProfileRules.HighestPrice) ?? throw members.Fault(at, "The member \"output\" is missing.")),
            (decimal?)members.Number(prices, at, "cached", 0, ProfileRules.HighestPrice));
    }

    private static void Write(JsonObject node, ModelProfile profile)
    {
        GenerationProfile g = profile.Generation;
        JsonMembers.Put(node, "temperature", g.Temperature);
        JsonMembers.Put(node, "top_p", g.TopP);
        JsonMembers.Put(node, "top_k", g.TopK);
        JsonMembers.Put(node, "min_p", g.MinP);
        JsonMembers.Put(node, "max_tokens", g.MaxTokens);
        JsonMembers.Put(node, "presence_penalty", g.PresencePenalty);
        JsonMembers.Put(node, "frequency_penalty", g.FrequencyPenalty);
        JsonMembers.Put(node, "repeat_penalty", g.RepeatPenalty);
        Put(node, "stop", g.Stop is { } stop ? new JsonArray([.. stop.Items.Select(static s => (JsonNode)JsonValue.Create(s))]) : null);
        JsonMembers.Put(node, "seed", g.Seed);
        Put(node, "reasoning_effort", g.ReasoningEffort is { } effort ? JsonValue.Create(effort) : null);
        JsonMembers.Put(node, "thinking_budget", g.ThinkingBudget);
        Put(node, "extra", g.ExtraJson is { } extra ? JsonNode.Parse(extra) : null);
        JsonMembers.Put(node, "context_tokens", profile.ContextTokens);
        JsonMembers.Put(node, "sees", profile.Sees);
        JsonObject? prices = null;
        if (profile.Prices is { } p)
        {
            prices = new() { ["input"] = p.InputPerMillion, ["output"] = p.OutputPerMillion };
            JsonMembers.Put(prices, "cached", p.CachedPerMillion);
        }

        Put(node, "prices", prices);
    }

    private static void Put(JsonObject node, string name, JsonNode? value)
    {
        if (value is null)
        {
            node.Remove(name);
        }
        else
        {
            node[name] = value;
        }
    }
}
