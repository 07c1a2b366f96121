using Microsoft.Extensions.Logging;
using Sapphire.Actors.Home;
using Sapphire.Actors.Settings;

namespace Sapphire.Actors.Models;

/// <summary>What would answer now, for the page.</summary>
public sealed partial class ModelDirectory
{
    /// <summary>Listeners are told one after the other, so that the last news they hear is the last there is.</summary>
    private void Publish()
    {
        lock (_statusGate)
        {
            ModelStatus status = Compute();
            if (status == Status || _stop.IsCancellationRequested)
            {
                return;
            }

            Status = status;
            _logger?.LogInformation("{Provider} {Model} answers now. {Detail}", status.Provider, status.Model, status.Detail);
            StatusChanged?.Invoke(status);
        }
    }

    private ModelStatus Compute()
    {
        string broken = _settings.Error is { } error ? $"{error} The last good settings are in force." : "";
        if (_settings.Current.Models.Selection == ModelSettings.BuiltIn)
        {
            return BuiltIn(Join("The built-in assistant is chosen in the Models dialog.", broken));
        }

        ProviderProbe[] probes = _table.InOrder();
        if (probes.Length == 0)
        {
            return BuiltIn(Join(_settings.Current.Models.Providers.IsEmpty ? "No language model is connected." : "Every provider is switched off.", broken));
        }

        string why = "";
        foreach (ProviderProbe probe in probes)
        {
            ProviderHealth? health = probe.Last;
            if (Blocks(probe) is { } blocked)
            {
                why = Join(why, blocked.Message);
                continue;
            }

            if (health is { Healthy: true })
            {
                return new(probe.Settings.Name, health.Model, BuiltIn: false, Join(why, broken));
            }

            why = Join(why, health?.Detail ?? $"Asking {probe.Endpoint}.");
        }

        return BuiltIn(Join(why, broken));
    }

    private static ModelStatus BuiltIn(string detail) => new(BuiltInName, "", BuiltIn: true, detail);

    private static string Join(string one, string other) => one.Length == 0 ? other : other.Length == 0 ? one : $"{one} {other}";
}
