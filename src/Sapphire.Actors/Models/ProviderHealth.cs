using System.Collections.Immutable;
using Sapphire.Actors.Models.OpenAi;

namespace Sapphire.Actors.Models;

/// <summary>What a health check found.</summary>
/// <param name="Healthy">The provider can be asked.</param>
/// <param name="Detail">In words: "12 models", "LM Studio at http://127.0.0.1:1234/v1 is not running. Start it, …".</param>
/// <param name="Model">The model that will be asked; empty when there is none.</param>
/// <param name="Models">The models that it lists.</param>
public sealed record ProviderHealth(bool Healthy, string Detail, string Model, ImmutableArray<string> Models)
{
    /// <summary>The same models with what the server says of them.</summary>
    public ImmutableArray<ListedModel> Listed { get; init; } = [];
}
