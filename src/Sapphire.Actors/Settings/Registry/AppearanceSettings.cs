using System.Collections.Immutable;

namespace Sapphire.Actors.Settings.Registry;

/// <summary>Category <c>interface</c>: what every browser shows that has no choice of its own.</summary>
public static class AppearanceSettings
{
    /// <summary>Whether avatars stand beside messages.</summary>
    public static readonly Setting<bool> Avatars = new("AVATARS_IN_CHAT", SettingCategory.Appearance, true)
    {
        Title = "Avatars in chats",
        Help = "Shows the pictures of you and of the assistant beside messages.",
    };

    /// <summary>All of them.</summary>
    public static readonly ImmutableArray<Setting> All = [Avatars];
}
