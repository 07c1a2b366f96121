using System.Collections.Immutable;
using Sapphire.Actors.Settings.Registry;

namespace Sapphire.Actors.Settings;

/// <summary>What a person changes in the page: <c>settings.json</c>. Members that this version does not know stay in the file.</summary>
/// <param name="Models">Section <c>models</c>.</param>
/// <param name="Speech">Section <c>speech</c>.</param>
public sealed record AppSettings(ModelSettings Models, SpeechSettings Speech)
{
    /// <summary>The settings of a new home.</summary>
    public static readonly AppSettings Default = new(ModelSettings.Default, SpeechSettings.Default);

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

/// <summary>Section <c>models</c>: who answers.</summary>
/// <param name="Selection"><see cref="Auto"/>, <see cref="BuiltIn"/>, or the id of a provider that is tried first.</param>
/// <param name="Providers">In the order in which they are tried.</param>
public sealed record ModelSettings(string Selection, ImmutableArray<ProviderSettings> Providers)
{
    /// <summary>The first provider that answers.</summary>
    public const string Auto = "auto";

    /// <summary>The built-in assistant only.</summary>
    public const string BuiltIn = "builtin";

    /// <summary>No provider.</summary>
    public static readonly ModelSettings Default = new(Auto, []);

    /// <inheritdoc/>
    public bool Equals(ModelSettings? other) => other is not null && Selection == other.Selection && Providers.SequenceEqual(other.Providers);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Selection, Providers.Length);
}

/// <summary>One configured provider. Its key is not here (<c>ModelKeys</c>).</summary>
/// <param name="Id">A slug: a–z, 0–9, dash; at most 40 characters.</param>
/// <param name="Name">For people.</param>
/// <param name="Url">The OpenAI-compatible base URL.</param>
/// <param name="Model">The chosen model; empty takes the first that the server lists.</param>
/// <param name="Enabled">False leaves it out.</param>
public sealed record ProviderSettings(string Id, string Name, string Url, string Model, bool Enabled);
