using System.Collections.Immutable;

namespace Sapphire.Actors.Settings.Registry;

/// <summary>Category <c>backups</c>: the backups that are made by themselves.</summary>
public static class BackupSettings
{
    /// <summary>Whether they are made.</summary>
    public static readonly Setting<bool> Enabled = new("BACKUPS_ENABLED", SettingCategory.Backups, true)
    {
        Title = "Backups by themselves",
        Help = "Every night a backup without secrets is put into the folder backups of the home.",
    };

    /// <summary>The hour of the day.</summary>
    public static readonly Setting<int> Hour = new("BACKUPS_HOUR", SettingCategory.Backups, 3)
    {
        Title = "Hour",
        Help = "At which full hour, in your time zone.",
        Least = 0,
        Most = 23,
        Advanced = true,
    };

    /// <summary>How many daily ones are kept.</summary>
    public static readonly Setting<int> KeepDaily = Keep("BACKUPS_KEEP_DAILY", 7, 30, "Daily backups", "The newest backup of each of so many days is kept; 0 for none.");

    /// <summary>How many weekly ones are kept.</summary>
    public static readonly Setting<int> KeepWeekly = Keep("BACKUPS_KEEP_WEEKLY", 4, 12, "Weekly backups", "The newest backup of each of so many weeks is kept; 0 for none.");

    /// <summary>How many monthly ones are kept.</summary>
    public static readonly Setting<int> KeepMonthly = Keep("BACKUPS_KEEP_MONTHLY", 3, 12, "Monthly backups", "The newest backup of each of so many months is kept; 0 for none.");

    /// <summary>How many are kept that somebody made in the page.</summary>
    public static readonly Setting<int> KeepManual = Keep("BACKUPS_KEEP_MANUAL", 5, 20, "Backups by hand", "So many of the backups that are made in the page are kept; 0 keeps all of them.");

    /// <summary>All of them.</summary>
    public static readonly ImmutableArray<Setting> All = [Enabled, Hour, KeepDaily, KeepWeekly, KeepMonthly, KeepManual];

    private static Setting<int> Keep(string key, int value, int most, string title, string help) =>
        new(key, SettingCategory.Backups, value) { Title = title, Help = help, Least = 0, Most = most };
}
