namespace Sapphire.Actors.Models;

/// <summary>How a model is asked, and what a person knows of it. What is null is not set.</summary>
public sealed record ModelProfile
{
    /// <summary>Nothing is set.</summary>
    public static readonly ModelProfile Empty = new();

    /// <summary>How it is asked.</summary>
    public GenerationProfile Generation { get; init; } = GenerationProfile.Empty;

    /// <summary>How many tokens it takes; 256 to 20,000,000.</summary>
    public int? ContextTokens { get; init; }

    /// <summary>It takes images.</summary>
    public bool? Sees { get; init; }

    /// <summary>What it costs.</summary>
    public ModelPrices? Prices { get; init; }

    /// <summary>This profile, and for what it leaves open the other one.</summary>
    public ModelProfile Over(ModelProfile other) => new()
    {
        Generation = Generation.Over(other.Generation),
        ContextTokens = ContextTokens ?? other.ContextTokens,
        Sees = Sees ?? other.Sees,
        Prices = Prices ?? other.Prices,
    };
}
