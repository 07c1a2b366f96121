using System.Collections.Frozen;
using System.Collections.Immutable;
using Sapphire.Actors.Configuration;

namespace Sapphire.Actors.Settings.Registry;

/// <summary>Every setting that people can change by its key. A new one is defined in its category's class and named in that class's <c>All</c>.</summary>
public static class SettingsRegistry
{
    /// <summary>All of them, by category.</summary>
    public static readonly ImmutableArray<Setting> All =
    [
        .. IdentitySettings.All,
        .. AppearanceSettings.All,
        .. ConversationSettings.All,
        .. ToolSettings.All,
        .. RecorderSettings.All,
        .. NetworkSettings.All,
        .. PrivacySettings.All,
        .. BackupSettings.All,
    ];

    private static readonly FrozenDictionary<string, Setting> ByKey = All.ToFrozenDictionary(static s => s.Key, StringComparer.Ordinal);

    /// <summary>A setting; null where there is none of this key.</summary>
    public static Setting? Find(string key) => ByKey.GetValueOrDefault(key);

    /// <summary>The key that a misspelt one was probably meant to be.</summary>
    public static string Nearest(string key) => KeyDistance.Nearest(key, ByKey.Keys.Order(StringComparer.Ordinal));
}
