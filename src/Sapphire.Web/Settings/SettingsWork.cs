using Sapphire.Actors.Settings;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Web.Ownership;

namespace Sapphire.Web.Settings;

/// <summary>Does for a verb what it asks of the settings.</summary>
internal static class SettingsWork
{
    /// <summary>Does it.</summary>
    /// <exception cref="SettingOverridesException">There is no such setting, or it cannot have this value.</exception>
    public static SettingsTold Run(SettingsStore store, SettingsAsk ask)
    {
        if (ask.Key is not { } key)
        {
            return new([.. SettingsRegistry.All.Select(setting => Line(setting, store.Current))], store.Error?.ToString());
        }

        Setting setting = SettingsRegistry.Find(key)
            ?? throw new SettingOverridesException([$"There is no setting {key}. Did you mean {SettingsRegistry.Nearest(key)}?"]);
        if (ask is { Change: true, Text: null })
        {
            store.Update(settings => settings.Without(setting));
        }
        else if (ask is { Change: true, Text: { } text })
        {
            SettingValue value = setting.TryParse(text, out SettingValue? read, out string? problem) ? read : throw new SettingOverridesException([$"{key}: {problem}"]);
            store.Update(settings => settings with { Values = settings.Values.Set(key, value) });
        }

        return new([Line(setting, store.Current)], store.Error?.ToString());
    }

    private static SettingLine Line(Setting setting, AppSettings settings)
    {
        (SettingValue value, SettingSource source) = settings.Find(setting);
        return new(
            setting.Key,
            setting.Sensitive ? "" : value.Json,
            source switch
            {
                SettingSource.Environment => $"environment variable {SettingOverrides.Prefix}{setting.Key}",
                SettingSource.CommandLine => "command line (--set)",
                SettingSource.File => "settings.json",
                _ => "default",
            },
            setting.Applies switch
            {
                SettingApplies.Restart => "at the next start",
                SettingApplies.ComponentRestart => "when its part starts the next time",
                _ => "at once",
            },
            source is SettingSource.Environment or SettingSource.CommandLine);
    }
}
