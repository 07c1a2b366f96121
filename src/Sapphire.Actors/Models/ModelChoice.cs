using Microsoft.Extensions.AI;

namespace Sapphire.Actors.Models;

/// <summary>One model that a turn can ask.</summary>
/// <param name="ProviderId">The provider in the settings; <c>builtin</c> for the built-in assistant.</param>
/// <param name="ProviderName">The provider's name for people.</param>
/// <param name="Model">The model's name at the provider; empty for the built-in assistant.</param>
/// <param name="Client">Asks it. Not owned by the caller, and safe for several calls at once. It applies <see cref="Profile"/> by itself where a call's options leave something open.</param>
/// <param name="BuiltIn">True for the built-in assistant.</param>
public sealed record ModelChoice(string ProviderId, string ProviderName, string Model, IChatClient Client, bool BuiltIn)
{
    /// <summary>How it is asked.</summary>
    public GenerationProfile Profile { get; init; } = GenerationProfile.Empty;

    /// <summary>How many tokens it takes, the reply included; null when that is not known.</summary>
    public int? ContextTokens { get; init; }

    /// <summary>It takes images.</summary>
    public bool Sees { get; init; }

    /// <summary>What it costs; null when that is not known, or nothing.</summary>
    public ModelPrices? Prices { get; init; }

    /// <summary>It answers on this machine or in its own network; the built-in assistant does too.</summary>
    public bool Local { get; init; } = BuiltIn;

    /// <summary>
    /// Set on the built-in assistant where it stands in for providers that did not answer when they were last looked at: looks at them
    /// anew, for what it does not understand itself, and gives those to ask then.
    /// </summary>
    public Func<CancellationToken, Task<IReadOnlyList<ModelChoice>>>? OnDecline { get; init; }
}
