namespace Sapphire.Actors.Usage;

#pragma warning disable MA0048 // One family of answers.

/// <summary>What replies cost, by day and model.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Days">The newest day first, and the model with the most tokens first; days without a reply are left out.</param>
public sealed record UsageReport(DateOnly From, DateOnly To, IReadOnlyList<UsageLine> Days);

/// <summary>What one model did on one day. What was said in chats that are deleted now counts too: it was used.</summary>
/// <param name="Day">The day.</param>
/// <param name="Model">The model as it is named in replies; empty where it is not known.</param>
/// <param name="Turns">Replies that were completed.</param>
/// <param name="InputTokens">Tokens read, as far as providers said so.</param>
/// <param name="OutputTokens">Tokens written, as far as providers said so.</param>
/// <param name="Seconds">How long the replies took together.</param>
public sealed record UsageLine(DateOnly Day, string Model, long Turns, long InputTokens, long OutputTokens, double Seconds)
{
    /// <summary>Tokens read from the provider's cache, as far as it said so; a part of <see cref="InputTokens"/>.</summary>
    public long CachedTokens { get; init; }

    /// <summary>Tokens thought, as far as the provider said so; a part of <see cref="OutputTokens"/>.</summary>
    public long ReasoningTokens { get; init; }

    /// <summary>The price in US dollars, by the prices that the model had then; 0 where none was set.</summary>
    public decimal CostUsd { get; init; }
}
