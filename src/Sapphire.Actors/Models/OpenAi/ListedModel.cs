namespace Sapphire.Actors.Models.OpenAi;

/// <summary>One model that a server lists.</summary>
/// <param name="Id">Its name in requests.</param>
/// <param name="OwnedBy">The server's word for its origin, which often tells the kind of server; may be empty.</param>
public sealed record ListedModel(string Id, string OwnedBy)
{
    /// <summary>How many tokens it takes, by the server; null where it does not say.</summary>
    public int? ContextTokens { get; init; }

    /// <summary>Whether it takes images, by the server; null where it does not say.</summary>
    public bool? Sees { get; init; }

    /// <summary>What it costs, by the server; null where it does not say.</summary>
    public ModelPrices? Prices { get; init; }
}
