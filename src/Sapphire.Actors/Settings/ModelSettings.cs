using System.Collections.Immutable;
using Sapphire.Actors.Models;

namespace Sapphire.Actors.Settings;

/// <summary>Section <c>models</c>: who answers.</summary>
/// <param name="Selection"><see cref="Auto"/>, <see cref="BuiltIn"/>, or the id of a provider that is tried first.</param>
/// <param name="Providers">In the order in which they are tried.</param>
public sealed record ModelSettings(string Selection, ImmutableArray<ProviderSettings> Providers)
{
    /// <summary>The first provider that answers.</summary>
    public const string Auto = "auto";

    /// <summary>The built-in assistant only.</summary>
    public const string BuiltIn = "builtin";

    /// <summary>No provider.</summary>
    public static readonly ModelSettings Default = new(Auto, []);

    /// <summary>
    /// How models are asked, and what is known of them. The keys, from the general to the special: <c>*</c> (all),
    /// <c>provider/*</c>, <c>model</c>, <c>provider/model</c>.
    /// </summary>
    public ImmutableDictionary<string, ModelProfile> Profiles { get; init; } = ImmutableDictionary<string, ModelProfile>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>What is set for a model, the special over the general.</summary>
    /// <param name="provider">The provider's id.</param>
    /// <param name="model">The model's name there.</param>
    public ModelProfile ProfileOf(string provider, string model)
    {
        ModelProfile result = ModelProfile.Empty;
        foreach (string key in (string[])["*", provider + "/*", model, $"{provider}/{model}"])
        {
            result = Profiles.TryGetValue(key, out ModelProfile? profile) ? profile.Over(result) : result;
        }

        return result;
    }

    /// <inheritdoc/>
    public bool Equals(ModelSettings? other) =>
        other is not null && Selection == other.Selection && Providers.SequenceEqual(other.Providers)
        && Profiles.Count == other.Profiles.Count && Profiles.All(p => other.Profiles.TryGetValue(p.Key, out ModelProfile? profile) && profile == p.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Selection, Providers.Length, Profiles.Count);
}
