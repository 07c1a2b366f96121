using System.Collections.Immutable;
using System.Text.Json;
using Sapphire.Actors.Import.Old;
using Sapphire.Actors.Models;
using Sapphire.Actors.Settings;

namespace Sapphire.Actors.Import.Steps;

/// <summary>Takes how models were asked: profiles of models, of providers, and that of all others. What is set here already stays.</summary>
internal sealed class ProfilesStep(SettingsStore store) : IFolderStep
{
    /// <summary>The settings that this step takes or tells of.</summary>
    public static readonly ImmutableArray<string> Keys = [Profiles, Defaults, Thinking, Budget];

    private const string Profiles = "MODEL_GENERATION_PROFILES";
    private const string Defaults = "GENERATION_DEFAULTS";
    private const string Thinking = "CLAUDE_THINKING_ENABLED";
    private const string Budget = "CLAUDE_THINKING_BUDGET";
    private const string Fallback = "__fallback__";

    /// <inheritdoc/>
    public Task RunAsync(FolderContext context, CancellationToken cancellationToken)
    {
        if (context.Settings.Values.TryGetValue(Profiles, out JsonElement profiles))
        {
            TakeAll(context, profiles);
        }

        if (context.Settings.Values.TryGetValue(Defaults, out JsonElement defaults))
        {
            // The same place: a fallback among the profiles is newer.
            Take(context, Defaults, "*", defaults);
        }

        foreach (OldProvider provider in context.Settings.Providers)
        {
            if (provider.Fields.Member("generation_params") is not { } own || (own.ValueKind == JsonValueKind.Object && !own.EnumerateObject().Any()))
            {
                continue;
            }

            if (context.Providers.TryGetValue(provider.Key, out string? id))
            {
                Take(context, $"{provider.Key}: generation_params", id + "/*", own);
            }
            else
            {
                context.NotTaken(FolderPart.Models, $"{provider.Key}: generation_params", "Its provider was not taken.");
            }
        }

        TakeThinking(context);
        return Task.CompletedTask;
    }

    private void TakeAll(FolderContext context, JsonElement profiles)
    {
        if (profiles.ValueKind != JsonValueKind.Object)
        {
            context.NotTaken(FolderPart.Models, Profiles, "It is no JSON object.");
            return;
        }

        foreach (JsonProperty one in profiles.EnumerateObject().Where(static one => one.Name == Fallback || !one.Name.StartsWith('_')))
        {
            Take(context, $"{Profiles}: {one.Name}", one.Name == Fallback ? "*" : one.Name, one.Value);
        }
    }

    private void Take(FolderContext context, string name, string key, JsonElement old)
    {
        if (old.ValueKind != JsonValueKind.Object)
        {
            context.NotTaken(FolderPart.Models, name, "It is no JSON object.");
            return;
        }

        (ModelProfile profile, ImmutableArray<string> left) = OldProfiles.Read(old);
        Take(context, name, key, profile, left.IsEmpty ? "" : $"Without {string.Join(", ", left)}, which nothing here has.");
    }

    private void TakeThinking(FolderContext context)
    {
        bool said = context.Settings.Values.TryGetValue(Thinking, out JsonElement enabled);
        bool counted = context.Settings.Values.TryGetValue(Budget, out JsonElement budget);
        if (!said && !counted)
        {
            return;
        }

        string name = said ? Thinking : Budget;
        if (!context.Providers.TryGetValue("claude", out string? id))
        {
            context.NotTaken(FolderPart.Models, name, "The provider claude was not taken.");
            return;
        }

        int tokens = counted && budget.ValueKind == JsonValueKind.Number && budget.TryGetInt32(out int given) ? given : 10_000;
        Take(context, name, id + "/*", new() { Generation = new() { ThinkingBudget = said && enabled.ValueKind == JsonValueKind.False ? 0 : tokens } }, "");
    }

    private void Take(FolderContext context, string name, string key, ModelProfile profile, string remark)
    {
        if (key.Length is 0 or > ProfileRules.MaxKey || key.Any(char.IsControl))
        {
            context.NotTaken(FolderPart.Models, name, "It has no name of a model.");
        }
        else if (profile == ModelProfile.Empty)
        {
            context.NotTaken(FolderPart.Models, name, remark.Length > 0 ? remark : "It says nothing.");
        }
        else if (ProfileRules.Fault(profile) is { } fault)
        {
            context.NotTaken(FolderPart.Models, name, $"{fault.Member}: {fault.Message}");
        }
        else
        {
            ModelProfile now = context.Profiles.GetValueOrDefault(key) ?? store.Current.Models.Profiles.GetValueOrDefault(key) ?? ModelProfile.Empty;
            ModelProfile next = now.Over(profile);
            if (next == now)
            {
                context.Add(FolderPart.Models, name, FolderOutcome.Here, $"What is set for {key} here stays.");
                return;
            }

            context.Profiles[key] = next;
            if (!context.DryRun)
            {
                store.Update(s => s with { Models = s.Models with { Profiles = s.Models.Profiles.SetItem(key, (s.Models.Profiles.GetValueOrDefault(key) ?? ModelProfile.Empty).Over(profile)) } });
            }

            context.Add(FolderPart.Models, name, FolderOutcome.Taken, $"As the profile {key}. {remark}".Trim());
        }
    }
}
