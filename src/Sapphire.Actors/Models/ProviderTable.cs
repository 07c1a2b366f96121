using Microsoft.Extensions.Logging;
using Sapphire.Actors.Settings;

namespace Sapphire.Actors.Models;

/// <summary>The probes of the enabled providers: one for each, made anew when its settings or its key change. Safe for several threads.</summary>
internal sealed class ProviderTable(SettingsStore settings, ProviderKeys keys, Func<ProviderSettings, string?, ProviderProbe> make, ILogger? logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ProviderProbe> _probes = new(StringComparer.Ordinal);

    /// <summary>All of them, by the settings of now.</summary>
    public ProviderProbe[] All()
    {
        ModelSettings models = settings.Current.Models;
        lock (_gate)
        {
            Renew(models);
            return [.. _probes.Values];
        }
    }

    /// <summary>Those that are tried, in that order; none when the built-in assistant is chosen.</summary>
    /// <param name="selection">In place of the home's; null or empty takes that.</param>
    public ProviderProbe[] InOrder(string? selection = null)
    {
        ModelSettings models = settings.Current.Models;
        string chosen = string.IsNullOrEmpty(selection) ? models.Selection : selection;
        lock (_gate)
        {
            Renew(models);
            return chosen == ModelSettings.BuiltIn ? []
                : [.. models.Providers.Where(p => p.Enabled && (p.Fallback || p.Id == chosen)).OrderBy(p => p.Id == chosen ? 0 : 1).Select(p => _probes[p.Id])];
        }
    }

    /// <summary>One of them; null when there is none or it is switched off.</summary>
    public ProviderProbe? Find(string id)
    {
        ModelSettings models = settings.Current.Models;
        lock (_gate)
        {
            Renew(models);
            return _probes.GetValueOrDefault(id);
        }
    }

    private void Renew(ModelSettings models)
    {
        foreach (string gone in _probes.Keys.Where(id => !models.Providers.Any(p => p.Id == id && p.Enabled)).ToArray())
        {
            _probes.Remove(gone);
        }

        foreach (ProviderSettings provider in models.Providers.Where(static p => p.Enabled))
        {
            string? key = KeyOf(provider);
            if (!_probes.TryGetValue(provider.Id, out ProviderProbe? probe) || probe.Settings != provider || probe.Key != key)
            {
                _probes[provider.Id] = probe = make(provider, key);
            }

            probe.Use(models);
        }
    }

    private string? KeyOf(ProviderSettings provider)
    {
        try
        {
            return keys.Find(provider).Key;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Asked without a key, the server will say that it wants one.
            logger?.LogWarning("{Reason}", e.Message);
            return null;
        }
    }
}
