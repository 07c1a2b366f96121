using System.Collections.Immutable;
using System.Text.Json;
using Sapphire.Actors.Models;

namespace Sapphire.Actors.Import.Old;

/// <summary>Reads how models were asked.</summary>
internal static class OldProfiles
{
    /// <summary>Reads a profile; and the members of it that nothing here knows.</summary>
    public static (ModelProfile Profile, ImmutableArray<string> Left) Read(JsonElement old) =>
    (
        new()
        {
            Generation = new()
            {
                Temperature = old.Number("temperature"),
                TopP = old.Number("top_p"),
                TopK = Whole(old, "top_k"),
                MinP = old.Number("min_p"),
                MaxTokens = Whole(old, "max_tokens") ?? Whole(old, "max_completion_tokens"),
                PresencePenalty = old.Number("presence_penalty"),
                FrequencyPenalty = old.Number("frequency_penalty"),
                RepeatPenalty = old.Number("repeat_penalty") ?? old.Number("repetition_penalty"),
                Seed = old.Whole("seed"),
                ReasoningEffort = old.Text("reasoning_effort") is { Length: > 0 } effort ? effort : null,
                Stop = old.Member("stop") switch
                {
                    { ValueKind: JsonValueKind.String } one when one.GetString() is { Length: > 0 } text => new([text]),
                    { ValueKind: JsonValueKind.Array } several when several.GetArrayLength() > 0 => new([.. several.EnumerateArray().Select(static text => text.AsText())]),
                    _ => null,
                },
            },
        },
        [.. old.EnumerateObject().Select(static member => member.Name).Where(static name => !name.StartsWith('_') && !Known.Contains(name))]);

    private static readonly ImmutableHashSet<string> Known = ImmutableHashSet.Create(
        StringComparer.Ordinal,
        "temperature",
        "top_p",
        "top_k",
        "min_p",
        "max_tokens",
        "max_completion_tokens",
        "presence_penalty",
        "frequency_penalty",
        "repeat_penalty",
        "repetition_penalty",
        "seed",
        "reasoning_effort",
        "stop");

    private static int? Whole(JsonElement old, string name) => old.Whole(name) is >= int.MinValue and <= int.MaxValue and var value ? (int)value : null;
}
