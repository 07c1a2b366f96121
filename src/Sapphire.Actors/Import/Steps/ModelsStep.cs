using System.Collections.Immutable;
using Sapphire.Actors.Import.Old;
using Sapphire.Actors.Models;
using Sapphire.Actors.Privacy;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Settings.Registry;

namespace Sapphire.Actors.Import.Steps;

/// <summary>Takes the providers of models and their keys. What is configured here stays as it is.</summary>
internal sealed class ModelsStep(SettingsStore settings, ModelKeys keys) : IFolderStep
{
    /// <summary>How long a reply could take.</summary>
    public const string TimeoutKey = "LLM_REQUEST_TIMEOUT";

    // As in the page of models.
    private const int MaxProviders = 50;

    // What the old program had without being told.
    private static readonly ImmutableArray<string> BuiltIn = ["lmstudio", "claude", "fireworks", "openai", "other"];

    /// <inheritdoc/>
    public Task RunAsync(FolderContext context, CancellationToken cancellationToken)
    {
        ImmutableArray<OldKey> old = [.. context.Credentials.Keys, .. context.Settings.Keys];
        List<OldProvider> table = [.. context.Settings.Providers];
        table.AddRange(BuiltIn.Where(key => old.Any(one => one.Provider == key) && table.TrueForAll(provider => provider.Key != key))
            .Select(static key => new OldProvider(key, System.Text.Json.JsonElement.Parse("{}"), UrlIsDefault: true)));
        double? timeout = Timeout(context);
        bool timed = false;
        foreach (OldProvider provider in Ordered(context, table))
        {
            timed |= Take(context, provider, timeout, [.. old.Where(key => key.Provider == provider.Key)]);
        }

        if (timeout is not null)
        {
            context.Add(FolderPart.Settings, TimeoutKey, timed ? FolderOutcome.Taken : FolderOutcome.Here, timed ? "As the time-out of the providers that were taken." : "No provider was taken; those that are here keep their time-outs.");
        }

        foreach (OldKey key in old.Where(key => table.TrueForAll(provider => provider.Key != key.Provider)))
        {
            context.NotTaken(FolderPart.Credentials, $"{key.Source}: {key.Provider}", "There is no provider of this name in the old settings.");
        }

        TakeSocks(context);
        foreach ((string source, string why) in context.Credentials.Problems)
        {
            context.NotTaken(FolderPart.Credentials, source, why);
        }

        return Task.CompletedTask;
    }

    private void TakeSocks(FolderContext context)
    {
        if (context.Credentials.Socks is not { } login)
        {
            return;
        }

        string name = $"{login.Source}: socks";
        AppSettings now = settings.Current;
        string host = context.DryRun && now.Get(NetworkSettings.SocksHost).Length == 0 && context.Settings.Values.TryGetValue("SOCKS_HOST", out System.Text.Json.JsonElement old) ? old.AsText() : now.Get(NetworkSettings.SocksHost);
        if (host.Length == 0)
        {
            context.NotTaken(FolderPart.Credentials, name, "No proxy is named in the settings to which the login belongs.");
            return;
        }

        SocksSecret secret = new(keys);
        int port = now.Get(NetworkSettings.SocksPort);
        if (secret.Find(host, port).User.Length > 0)
        {
            context.Add(FolderPart.Credentials, name, FolderOutcome.Here, "The proxy has a login here already, which stays.");
            return;
        }

        if (!context.DryRun)
        {
            secret.Set(host, port, login.UserName, login.Password);
        }

        context.Add(FolderPart.Credentials, name, FolderOutcome.Taken, "The login of the SOCKS proxy.");
    }

    // In the order in which the old program tried them.
    private static IEnumerable<OldProvider> Ordered(FolderContext context, List<OldProvider> table)
    {
        List<string> order = context.Settings.Values.TryGetValue("LLM_FALLBACK_ORDER", out System.Text.Json.JsonElement names) && names.ValueKind == System.Text.Json.JsonValueKind.Array
            ? [.. names.EnumerateArray().Select(static name => name.AsText())]
            : [.. BuiltIn];
        return table.OrderBy(provider => order.IndexOf(provider.Key) is >= 0 and var place ? place : int.MaxValue);
    }

    private static double? Timeout(FolderContext context)
    {
        if (!context.Settings.Values.TryGetValue(TimeoutKey, out System.Text.Json.JsonElement old))
        {
            return null;
        }

        if (old.ValueKind == System.Text.Json.JsonValueKind.Number && old.TryGetDouble(out double seconds) && seconds is >= 1 and <= 3600)
        {
            return seconds;
        }

        context.NotTaken(FolderPart.Settings, TimeoutKey, "Expected a number from 1 to 3600.");
        return null;
    }

    // True where a new provider was made.
    private bool Take(FolderContext context, OldProvider provider, double? timeout, ImmutableArray<OldKey> found)
    {
        bool made = false;
        string name = provider.Name == provider.Key ? provider.Key : $"{provider.Name} ({provider.Key})";
        string id = Slug(provider.Key);
        if (!ProviderIds.IsValid(id))
        {
            context.NotTaken(FolderPart.Models, name, "Its name cannot be an id.");
            return false;
        }

        if (provider.Url.Length == 0)
        {
            context.NotTaken(FolderPart.Models, name, "It has no URL.");
            return false;
        }

        if (!ProviderUrl.TryNormalize(provider.Url, out Uri? url, out string? error))
        {
            context.NotTaken(FolderPart.Models, name, error);
            return false;
        }

        // One of the old program's own that was never switched on and has no key is none that a person set up.
        if (!provider.Enabled && found.IsEmpty && BuiltIn.Contains(provider.Key))
        {
            context.NotTaken(FolderPart.Models, name, "It was never switched on, and has no key.");
            return false;
        }

        ImmutableArray<ProviderSettings> here = settings.Current.Models.Providers;
        ProviderSettings? same = here.FirstOrDefault(one => one.Id == id) ?? here.FirstOrDefault(one => one.Url == ProviderUrl.Text(url));
        context.Providers[provider.Key] = same?.Id ?? id;
        if (same is not null)
        {
            context.Add(FolderPart.Models, name, FolderOutcome.Here, $"A provider {same.Id} is here already, and stays as it is.");
        }
        else if (here.Length >= MaxProviders)
        {
            context.NotTaken(FolderPart.Models, name, $"There are {MaxProviders} providers here already.");
            return false;
        }
        else
        {
            same = Settings(provider, id, url) with { Timeout = timeout };
            made = true;
            if (!context.DryRun)
            {
                settings.Update(s => s.Models.Providers.Any(one => one.Id == id) ? s : s with { Models = s.Models with { Providers = s.Models.Providers.Add(same) } });
            }

            context.Add(FolderPart.Models, name, FolderOutcome.Taken, $"{same.Url}{(same.Model.Length > 0 ? $", {same.Model}" : "")}{(same.Enabled ? "" : ", switched off as it was")}.");
        }

        TakeKey(context, provider, same, ProviderUrl.Origin(url), found);
        return made;
    }

    private void TakeKey(FolderContext context, OldProvider provider, ProviderSettings here, string origin, ImmutableArray<OldKey> found)
    {
        if (found.IsEmpty)
        {
            return;
        }

        string name = $"{found[0].Source}: {provider.Key}";
        if (ProviderUrl.TryNormalize(here.Url, out Uri? url, out _) && ProviderUrl.Origin(url) != origin)
        {
            context.NotTaken(FolderPart.Credentials, name, $"The provider {here.Id} here is another server, {ProviderUrl.Origin(url)}, which must not get the key.");
        }
        else if (keys.Find(here.Id, origin) is { } present)
        {
            context.Add(FolderPart.Credentials, name, FolderOutcome.Here, present == found[0].Key ? "The key is here already." : $"The provider {here.Id} has a key here already, which stays.");
        }
        else
        {
            if (!context.DryRun)
            {
                keys.Set(here.Id, origin, found[0].Key);
            }

            context.Add(FolderPart.Credentials, name, FolderOutcome.Taken, $"The key of {here.Id}.");
        }

        foreach (OldKey other in found.Skip(1).Where(other => other.Key != found[0].Key))
        {
            context.NotTaken(FolderPart.Credentials, $"{other.Source}: {provider.Key}", $"Another key of the same provider is in {found[0].Source}, a newer place.");
        }
    }

    private static ProviderSettings Settings(OldProvider provider, string id, Uri url) =>
        new(id, Line(provider.Name), ProviderUrl.Text(url), Line(provider.Model), provider.Enabled)
        {
            Kind = provider.IsAnthropic ? ProviderKinds.Anthropic : ProviderKinds.IsKnown(provider.Key) ? provider.Key : ProviderKinds.Other,
            Fallback = provider.Fields.Flag("use_as_fallback") ?? true,
            KeyVariable = provider.Fields.Text("api_key_env") is { Length: > 0 and <= 100 } variable && IsOfAKey(variable) ? variable : "",
        };

    // As in the page of models: not any variable, and none where it is the usual one.
    private static bool IsOfAKey(string variable) =>
        (variable.EndsWith("_KEY", StringComparison.Ordinal) || variable.EndsWith("_TOKEN", StringComparison.Ordinal)) && !char.IsAsciiDigit(variable[0])
        && variable.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_') && ProviderKinds.All.All(kind => kind.KeyVariable != variable);

    private static string Line(string text) => string.Concat(text.Where(static c => !char.IsControl(c))).Trim() is { Length: <= 80 } line ? line : text[..80].Trim();

    private static string Slug(string key)
    {
        string slug = string.Concat(key.ToLowerInvariant().Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        return slug.Length > ProviderIds.MaxLength ? slug[..ProviderIds.MaxLength].Trim('-') : slug;
    }
}
