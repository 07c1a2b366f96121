using System.Collections.Immutable;

namespace Sapphire.Actors.Settings.Registry;

/// <summary>Category <c>identity</c>.</summary>
public static class IdentitySettings
{
    /// <summary>What stands for <c>{user_name}</c> in prompts.</summary>
    public static readonly Setting<string> UserName = new("DEFAULT_USERNAME", SettingCategory.Identity, "User")
    {
        Title = "Your name",
        Help = "How the assistant calls you: {user_name} in prompts.",
        MaxLength = 80,
        Check = Name,
    };

    /// <summary>What stands for <c>{ai_name}</c> in prompts.</summary>
    public static readonly Setting<string> AssistantName = new("DEFAULT_AI_NAME", SettingCategory.Identity, "Sapphire")
    {
        Title = "The assistant's name",
        Help = "How the assistant calls itself: {ai_name} in prompts.",
        MaxLength = 80,
        Check = Name,
    };

    /// <summary>The time zone of <c>{date}</c> and <c>{time}</c>, an IANA name; empty for that of the machine.</summary>
    public static readonly Setting<string> TimeZone = new("TIMEZONE", SettingCategory.Identity, "")
    {
        Title = "Time zone",
        Help = "Where you are, such as Europe/Berlin: what the assistant takes for date and time. Empty for the time zone of this machine.",
        MaxLength = 80,
        Check = static name => name.Length == 0 || TimeZoneInfo.TryFindSystemTimeZoneById(name, out _) ? null : $"There is no time zone \"{name}\" on this machine: give a name such as Europe/Berlin or UTC.",
    };

    /// <summary>All of them.</summary>
    public static readonly ImmutableArray<Setting> All = [UserName, AssistantName, TimeZone];

    /// <summary>The time zone that is set.</summary>
    /// <param name="settings">The settings in force.</param>
    /// <param name="machine">The time zone of the machine.</param>
    public static TimeZoneInfo ZoneOf(AppSettings settings, TimeZoneInfo machine)
    {
        ArgumentNullException.ThrowIfNull(settings);
        string name = settings.Get(TimeZone);
        return name.Length > 0 && TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone) ? zone : machine;
    }

    // Braces would be read as a place to fill in when a prompt is put together.
    private static string? Name(string name) =>
        string.IsNullOrWhiteSpace(name) ? "Expected a name." : name.AsSpan().ContainsAny('{', '}') ? "A name cannot hold { or }." : null;
}
