using Sapphire.Actors.Models.OpenAi;

namespace Sapphire.Actors.Models;

/// <summary>
/// What is known of models by their names, where neither their server nor a person says it. Prices are the lists' of late 2025, for an
/// estimate; who needs them exact sets them.
/// </summary>
public static class ModelFacts
{
    // The first whose text the name contains counts, so that the special stands before the general.
    private static readonly (string Part, int? Context, bool Sees, ModelPrices? Prices)[] Known =
    [
        ("claude-opus-4-1", 200_000, true, new(15, 75, 1.5m)),
        ("claude-opus-4-0", 200_000, true, new(15, 75, 1.5m)),
        ("claude-opus-4-2025", 200_000, true, new(15, 75, 1.5m)),
        ("claude-opus-4", 200_000, true, new(5, 25, 0.5m)),
        ("claude-sonnet-4", 200_000, true, new(3, 15, 0.3m)),
        ("claude-haiku-4", 200_000, true, new(1, 5, 0.1m)),
        ("claude-3-5-haiku", 200_000, true, new(0.8m, 4, 0.08m)),
        ("claude-", 200_000, true, null),
        ("gpt-5-nano", 400_000, true, new(0.05m, 0.4m, 0.005m)),
        ("gpt-5-mini", 400_000, true, new(0.25m, 2, 0.025m)),
        ("gpt-5.2", 400_000, true, new(1.75m, 14, 0.175m)),
        ("gpt-5", 400_000, true, new(1.25m, 10, 0.125m)),
        ("gpt-4.1-nano", 1_047_576, true, new(0.1m, 0.4m, 0.025m)),
        ("gpt-4.1-mini", 1_047_576, true, new(0.4m, 1.6m, 0.1m)),
        ("gpt-4.1", 1_047_576, true, new(2, 8, 0.5m)),
        ("gpt-4o-mini", 128_000, true, new(0.15m, 0.6m, 0.075m)),
        ("gpt-4o", 128_000, true, new(2.5m, 10, 1.25m)),
        ("gpt-4-turbo", 128_000, true, new(10, 30)),
        ("gpt-oss", 131_072, false, null),
        ("gemini-2.5-flash-lite", 1_048_576, true, new(0.1m, 0.4m, 0.01m)),
        ("gemini-2.5-flash", 1_048_576, true, new(0.3m, 2.5m, 0.03m)),
        ("gemini-", 1_048_576, true, null),
        ("-vl", null, true, null),
        ("llava", null, true, null),
        ("pixtral", null, true, null),
        ("vision", null, true, null),
        ("gemma-3", null, true, null),
        ("gemma3", null, true, null),
        ("minicpm-v", null, true, null),
        ("moondream", null, true, null),
        ("llama-4", null, true, null),
        ("mistral-small-3", null, true, null),
    ];

    /// <summary>What is known of a model: first what a person has set, then what its server says, then what its name tells.</summary>
    /// <param name="model">Its name.</param>
    /// <param name="kind">The kind of its server: prices by name hold only where the maker sells it.</param>
    /// <param name="listed">What its server says; null when it does not list it.</param>
    /// <param name="set">What a person has set.</param>
    public static ModelProfile Of(string model, string kind, ListedModel? listed, ModelProfile set)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(set);
        (string Part, int? Context, bool Sees, ModelPrices? Prices) known = Known.FirstOrDefault(k => model.Contains(k.Part, StringComparison.OrdinalIgnoreCase));
        bool maker = kind is ProviderKinds.Anthropic or "openai" or "gemini";
        return set.Over(new() { ContextTokens = listed?.ContextTokens, Sees = listed?.Sees, Prices = listed?.Prices })
            .Over(new() { ContextTokens = maker || kind == "openrouter" ? known.Context : null, Sees = known.Part is null ? null : known.Sees, Prices = maker ? known.Prices : null });
    }

    /// <summary>True for a model that makes vectors or ranks texts instead of answering; told by its name.</summary>
    public static bool IsChatModel(string model) =>
        !((string[])["embed", "bge-", "rerank", "whisper", "tts-", "minilm", "text-moderation", "dall-e"]).Any(n => model.Contains(n, StringComparison.OrdinalIgnoreCase));

    /// <summary>True for a model that Ollama lists as its own and passes on to its maker's cloud; told by its name.</summary>
    public static bool RunsElsewhere(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.EndsWith("-cloud", StringComparison.OrdinalIgnoreCase) || model.EndsWith(":cloud", StringComparison.OrdinalIgnoreCase);
    }
}
