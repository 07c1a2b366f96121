using Sapphire.Actors.Chat;
using Sapphire.Actors.Settings.Registry;

namespace Sapphire.Actors.Settings;

/// <summary>What a person changes in the page: <c>settings.json</c>. Members that this version does not know stay in the file.</summary>
/// <param name="Models">Section <c>models</c>.</param>
/// <param name="Speech">Section <c>speech</c>.</param>
public sealed record AppSettings(ModelSettings Models, SpeechSettings Speech)
{
    /// <summary>The settings of a new home.</summary>
    public static readonly AppSettings Default = new(ModelSettings.Default, SpeechSettings.Default);

    /// <summary>Section <c>chat.defaults</c>: what chats are set to that say nothing themselves.</summary>
    public ChatSettings ChatDefaults { get; init; } = ChatSettings.None;

    /// <summary>What the file says of the registered settings.</summary>
    public SettingValues Values { get; init; } = SettingValues.Empty;

    /// <summary>What this process was told in its environment and on its command line; goes before <see cref="Values"/>.</summary>
    public SettingOverrides Overrides { get; init; } = SettingOverrides.None;

    /// <summary>A setting's value in force.</summary>
    public T Get<T>(Setting<T> setting)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(setting);
        return (Overrides.Find(setting.Key)?.Value ?? Values.Find(setting.Key)) is { } value ? (T)value.Value : setting.Default;
    }

    /// <summary>A setting's value in force, and where it comes from.</summary>
    public (SettingValue Value, SettingSource Source) Find(Setting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return Overrides.Find(setting.Key)
            ?? (Values.Find(setting.Key) is { } value ? (value, SettingSource.File) : (setting.DefaultValue, SettingSource.Default));
    }

    /// <summary>The same with a setting changed in the file. Where the environment or the command line says something, that stays in force.</summary>
    /// <exception cref="ArgumentException">The setting cannot have this value; the message says why.</exception>
    public AppSettings With<T>(Setting<T> setting, T value)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(setting);
        return this with { Values = Values.Set(setting.Key, setting.Of(value)) };
    }

    /// <summary>The same with a setting left to its default in the file.</summary>
    public AppSettings Without(Setting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return this with { Values = Values.Remove(setting.Key) };
    }
}
