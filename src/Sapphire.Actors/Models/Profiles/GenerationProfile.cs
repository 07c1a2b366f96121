namespace Sapphire.Actors.Models;

/// <summary>How a model is asked. What is null is left to the server.</summary>
public sealed record GenerationProfile
{
    /// <summary>Everything is left to the server.</summary>
    public static readonly GenerationProfile Empty = new();

    /// <summary>0 to 2.</summary>
    public double? Temperature { get; init; }

    /// <summary>0 to 1.</summary>
    public double? TopP { get; init; }

    /// <summary>1 to 1000.</summary>
    public int? TopK { get; init; }

    /// <summary>0 to 1.</summary>
    public double? MinP { get; init; }

    /// <summary>The longest reply in tokens; 1 to 1,000,000.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>−2 to 2.</summary>
    public double? PresencePenalty { get; init; }

    /// <summary>−2 to 2.</summary>
    public double? FrequencyPenalty { get; init; }

    /// <summary>0 to 2.</summary>
    public double? RepeatPenalty { get; init; }

    /// <summary>The texts that end a reply; at most 16.</summary>
    public TextList? Stop { get; init; }

    /// <summary>The same seed gives the same reply, where the server can do that.</summary>
    public long? Seed { get; init; }

    /// <summary><c>none</c>, <c>minimal</c>, <c>low</c>, <c>medium</c>, <c>high</c>, <c>xhigh</c>.</summary>
    public string? ReasoningEffort { get; init; }

    /// <summary>How many tokens Claude may think before it answers; 0 does not think, else 1024 to 200,000.</summary>
    public int? ThinkingBudget { get; init; }

    /// <summary>A JSON object whose members are sent along as they are, over all others; null sends none.</summary>
    public string? ExtraJson { get; init; }

    /// <summary>This profile, and for what it leaves open the other one.</summary>
    public GenerationProfile Over(GenerationProfile other) => new()
    {
        Temperature = Temperature ?? other.Temperature,
        TopP = TopP ?? other.TopP,
        TopK = TopK ?? other.TopK,
        MinP = MinP ?? other.MinP,
        MaxTokens = MaxTokens ?? other.MaxTokens,
        PresencePenalty = PresencePenalty ?? other.PresencePenalty,
        FrequencyPenalty = FrequencyPenalty ?? other.FrequencyPenalty,
        RepeatPenalty = RepeatPenalty ?? other.RepeatPenalty,
        Stop = Stop ?? other.Stop,
        Seed = Seed ?? other.Seed,
        ReasoningEffort = ReasoningEffort ?? other.ReasoningEffort,
        ThinkingBudget = ThinkingBudget ?? other.ThinkingBudget,
        ExtraJson = ExtraJson ?? other.ExtraJson,
    };
}
