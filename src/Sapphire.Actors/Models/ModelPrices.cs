namespace Sapphire.Actors.Models;

/// <summary>What a model costs, in USD per million tokens.</summary>
/// <param name="InputPerMillion">What is sent.</param>
/// <param name="OutputPerMillion">What it answers, its reasoning included.</param>
/// <param name="CachedPerMillion">What is sent again and was kept there; null: as <paramref name="InputPerMillion"/>.</param>
public sealed record ModelPrices(decimal InputPerMillion, decimal OutputPerMillion, decimal? CachedPerMillion = null)
{
    /// <summary>The price of a reply in USD.</summary>
    /// <param name="input">Tokens sent, the cached ones among them.</param>
    /// <param name="output">Tokens answered.</param>
    /// <param name="cached">How many of those sent were kept there.</param>
    public decimal Of(long input, long output, long cached = 0)
    {
        cached = Math.Clamp(cached, 0, Math.Max(0, input));
        return ((Math.Max(0, input) - cached) * InputPerMillion + cached * (CachedPerMillion ?? InputPerMillion) + Math.Max(0, output) * OutputPerMillion) / 1_000_000m;
    }
}
