using System.Collections.Immutable;
using System.Text.Json;

namespace Sapphire.Actors.Models;

/// <summary>What a profile may hold.</summary>
public static class ProfileRules
{
    /// <summary>The highest price, in USD per million tokens.</summary>
    public const double HighestPrice = 100_000;

    /// <summary>The longest name of a profile, in characters.</summary>
    public const int MaxKey = 300;

    /// <summary>The words for how hard a model thinks.</summary>
    public static readonly ImmutableArray<string> Efforts = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];

    private const int MaxStops = 16;
    private const int MaxStop = 200;
    private const int MaxExtra = 10_000;

    /// <summary>What is wrong with a profile; null when nothing is.</summary>
    public static ProfileFault? Fault(ModelProfile profile)
    {
        GenerationProfile g = profile.Generation;
        return Number("temperature", g.Temperature, 0, 2)
            ?? Number("top_p", g.TopP, 0, 1)
            ?? Number("top_k", g.TopK, 1, 1000)
            ?? Number("min_p", g.MinP, 0, 1)
            ?? Number("max_tokens", g.MaxTokens, 1, 1_000_000)
            ?? Number("presence_penalty", g.PresencePenalty, -2, 2)
            ?? Number("frequency_penalty", g.FrequencyPenalty, -2, 2)
            ?? Number("repeat_penalty", g.RepeatPenalty, 0, 2)
            ?? (g.ThinkingBudget is 0 ? null : Number("thinking_budget", g.ThinkingBudget, 1024, 200_000))
            ?? Number("context_tokens", profile.ContextTokens, 256, 20_000_000)
            ?? Number("prices", (double?)profile.Prices?.InputPerMillion, 0, HighestPrice)
            ?? Number("prices", (double?)profile.Prices?.OutputPerMillion, 0, HighestPrice)
            ?? Number("prices", (double?)profile.Prices?.CachedPerMillion, 0, HighestPrice)
            ?? (g.ReasoningEffort is { } effort && !Efforts.Contains(effort) ? new ProfileFault("reasoning_effort", $"Expected one of {string.Join(", ", Efforts)}.") : null)
            ?? (g.Stop is { } stop && (stop.Items.IsDefault || stop.Items.Length > MaxStops || stop.Items.Any(static s => s is not { Length: > 0 and <= MaxStop }))
                ? new ProfileFault("stop", $"Expected at most {MaxStops} texts of 1 to {MaxStop} characters.") : null)
            ?? Extra(g.ExtraJson);
    }

    private static ProfileFault? Number(string member, double? value, double least, double most) =>
        value is { } given && !(given >= least && given <= most) ? new(member, FormattableString.Invariant($"Expected a number from {least:0.##} to {most:0.##}.")) : null;

    private static ProfileFault? Extra(string? json)
    {
        if (json is null)
        {
            return null;
        }

        if (json.Length > MaxExtra)
        {
            return new("extra", $"It has {json.Length} characters; at most {MaxExtra} are taken.");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind != JsonValueKind.Object ? new("extra", "Expected an object: { \"name\": value }.")
                : document.RootElement.EnumerateObject().Any(static p => p.Name is "messages" or "stream") ? new("extra", "It must not hold \"messages\" or \"stream\".")
                : null;
        }
        catch (JsonException e)
        {
            return new("extra", $"It is not JSON (line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}). An example: {{ \"mirostat\": 2 }}.");
        }
    }
}
