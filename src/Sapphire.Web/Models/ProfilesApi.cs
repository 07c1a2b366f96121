using System.Collections.Immutable;
using Sapphire.Actors.Models;
using Sapphire.Actors.Privacy;
using Sapphire.Actors.Settings;
using Sapphire.Web.Contracts;
using Sapphire.Web.Hosting;

namespace Sapphire.Web.Models;

/// <summary>How models are asked, and what a chat may be set to.</summary>
internal sealed class ProfilesApi(SettingsStore settings, ModelDirectory directory, OutboundGate gate)
{
    private const int Most = 500;

    /// <summary><c>PUT /api/models/profiles</c>: sets a profile, or takes it away where it sets nothing.</summary>
    public void Put(ModelProfileView request)
    {
        string key = Key(request.Key);
        ModelProfile profile = Read(request);
        if (ProfileRules.Fault(profile) is { } fault)
        {
            throw ApiProblem.Bad($"The profile is not valid: {fault.Member}.", fault.Message);
        }

        settings.Update(s =>
        {
            ImmutableDictionary<string, ModelProfile> profiles = s.Models.Profiles;
            if (!profiles.ContainsKey(key) && profiles.Count >= Most)
            {
                throw ApiProblem.Bad($"There are {Most} profiles already.", "Delete one first.");
            }

            return s with { Models = s.Models with { Profiles = profile == ModelProfile.Empty ? profiles.Remove(key) : profiles.SetItem(key, profile) } };
        });
    }

    /// <summary><c>DELETE /api/models/profiles?key=</c>. One that is not there is gone already.</summary>
    public void Delete(string? key)
    {
        key = Key(key);
        settings.Update(s => s with { Models = s.Models with { Profiles = s.Models.Profiles.Remove(key) } });
    }

    /// <summary><c>GET /api/models/choices</c>.</summary>
    public ModelChoicesView Choices()
    {
        ModelSettings models = settings.Current.Models;
        return new([.. models.Providers.Where(static p => p.Enabled).Select(p => Choices(models, p))]);
    }

    /// <summary>A profile as it is sent.</summary>
    public static ModelProfileView View(string key, ModelProfile profile)
    {
        GenerationProfile g = profile.Generation;
        return new(
            key, g.Temperature, g.TopP, g.TopK, g.MinP, g.MaxTokens, g.PresencePenalty, g.FrequencyPenalty, g.RepeatPenalty, g.Stop?.Items, g.Seed,
            g.ReasoningEffort, g.ThinkingBudget, g.ExtraJson, profile.ContextTokens, profile.Sees, View(profile.Prices));
    }

    private static ModelPricesView? View(ModelPrices? prices) =>
        prices is null ? null : new((double)prices.InputPerMillion, (double)prices.OutputPerMillion, (double?)prices.CachedPerMillion);

    private static ModelProfile Read(ModelProfileView view) => new()
    {
        Generation = new()
        {
            Temperature = view.Temperature,
            TopP = view.TopP,
            TopK = view.TopK,
            MinP = view.MinP,
            MaxTokens = view.MaxTokens,
            PresencePenalty = view.PresencePenalty,
            FrequencyPenalty = view.FrequencyPenalty,
            RepeatPenalty = view.RepeatPenalty,
            Stop = view.Stop is { Count: > 0 } stop ? new([.. stop]) : null,
            Seed = view.Seed,
            ReasoningEffort = string.IsNullOrEmpty(view.ReasoningEffort) ? null : view.ReasoningEffort,
            ThinkingBudget = view.ThinkingBudget,
            ExtraJson = string.IsNullOrWhiteSpace(view.ExtraJson) ? null : view.ExtraJson,
        },
        ContextTokens = view.ContextTokens,
        Sees = view.Sees,
        Prices = view.Prices is { } p ? new(Price(p.Input), Price(p.Output), p.Cached is { } cached ? Price(cached) : null) : null,
    };

    private static decimal Price(double value) =>
        value is >= 0 and <= ProfileRules.HighestPrice ? (decimal)value : throw ApiProblem.Bad("The price is not valid.", FormattableString.Invariant($"Use USD per million tokens, from 0 to {ProfileRules.HighestPrice}."));

    private static string Key(string? key)
    {
        key = key?.Trim() ?? "";
        return key.Length is 0 or > ProfileRules.MaxKey || key.Any(char.IsControl)
            ? throw ApiProblem.Bad("The profile's name is not valid.", $"Use *, provider/*, the model's name, or provider/model, with at most {ProfileRules.MaxKey} characters.")
            : key;
    }

    private ProviderChoicesView Choices(ModelSettings models, ProviderSettings provider)
    {
        ProviderHealth? health = directory.HealthOf(provider.Id);
        string? blocked = gate.Blocks(new(provider.Url))?.Message;
        IEnumerable<string> names = health?.Models.Where(static m => ModelFacts.IsChatModel(m)) ?? [];
        if (provider.Model.Length > 0)
        {
            names = names.Prepend(provider.Model);
        }

        return new(
            provider.Id,
            provider.Name,
            OutboundRules.IsNear(new Uri(provider.Url).IdnHost),
            blocked is null && health is { Healthy: true },
            blocked ?? (health is { Healthy: false } ? health.Detail : ""),
            health?.Model ?? provider.Model,
            [.. names.Distinct(StringComparer.Ordinal).Select(name => Facts(models, provider, health, name))]);
    }

    private static ModelFactsView Facts(ModelSettings models, ProviderSettings provider, ProviderHealth? health, string name)
    {
        ModelProfile facts = ModelFacts.Of(name, provider.Kind, health?.Listed.FirstOrDefault(m => m.Id == name), models.ProfileOf(provider.Id, name));
        return new(name, facts.ContextTokens, facts.Sees ?? false, View(facts.Prices));
    }
}
