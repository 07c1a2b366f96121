using System.Globalization;

namespace Sapphire.Kernel.Configuration;

/// <summary>
/// One section of the settings, with the section that its missing keys are taken from. Whatever is wrong is thrown as a
/// <see cref="ConfigurationException"/> that names the whole key, also where only a part of the configuration is read.
/// </summary>
internal sealed class SettingsSection(Config config, string path, SettingsSection? defaults = null)
{
    public Config Config => config;

    public string Path => path;

    /// <summary>Whether this very section has a value for a key; its defaults do not count.</summary>
    public bool Has(string key) => config.HasPath(Key(key));

    /// <summary>The keys of the section and of its defaults.</summary>
    public IEnumerable<string> Keys()
    {
        IEnumerable<string> own = config.GetConfig(path).Tree.Fields.Keys;
        return defaults is null ? own : own.Union(defaults.Keys(), StringComparer.Ordinal);
    }

    /// <summary>A key as a path writes it, in quotes where it needs them.</summary>
    public static string Quote(string key) => HoconPath.Root.Append(key).ToString();

    public string Key(string key) => path.Length == 0 ? key : path + "." + key;

    public SettingsSection Section(string key, SettingsSection? missing = null) => new(config, Key(key), missing);

    /// <summary>A text, trimmed; empty where neither the section nor its defaults have the key.</summary>
    public string Text(string key) => Find(key) is { } at ? Read(at, c => c.GetString(at.Key(key)).Trim()) : "";

    public int Int(string key, int minimum, int maximum = int.MaxValue)
    {
        SettingsSection at = Required(key);
        int value = Read(at, c => c.GetInt(at.Key(key)));
        return value >= minimum && value <= maximum
            ? value
            : throw at.NotAllowed(key, $"a whole number from {minimum} to {(maximum == int.MaxValue ? "2147483647" : maximum.ToString(CultureInfo.InvariantCulture))}");
    }

    public bool Boolean(string key)
    {
        SettingsSection at = Required(key);
        return Read(at, c => c.GetBoolean(at.Key(key)));
    }

    public TimeSpan Duration(string key, TimeSpan minimum, bool mayBeInfinite = false)
    {
        SettingsSection at = Required(key);
        TimeSpan value = Read(at, c => c.GetTimeSpan(at.Key(key)));
        if (value == Timeout.InfiniteTimeSpan ? mayBeInfinite : value >= minimum) return value;
        throw at.NotAllowed(key, $"a duration of at least {minimum.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)}ms{(mayBeInfinite ? ", or infinite" : "")}");
    }

    public IReadOnlyList<string> Texts(string key) => Find(key) is { } at ? Read(at, c => c.GetStringList(at.Key(key))) : [];

    public T Choice<T>(string key, params ReadOnlySpan<(string Name, T Value)> allowed)
    {
        string text = Text(key);
        foreach ((string name, T value) in allowed)
        {
            if (string.Equals(name, text, StringComparison.OrdinalIgnoreCase)) return value;
        }

        var names = new List<string>();
        foreach ((string name, T _) in allowed) names.Add(name);
        throw (Find(key) ?? this).NotAllowed(key, $"one of {string.Join(", ", names)}");
    }

    /// <summary>The exception for a value; <paramref name="allowed"/> says what may stand there.</summary>
    public ConfigurationException NotAllowed(string key, string allowed, Exception? cause = null) =>
        new($"{Place(key)}'{Key(key)}' is '{Written(key)}'; allowed is {allowed}.", cause);

    private string Written(string key)
    {
        try
        {
            return config.GetString(Key(key), "");
        }
        catch (HoconException)
        {
            return "a list or an object";
        }
    }

    private string Place(string key) => config.OriginOf(Key(key)) is { } origin && origin != ConfigOrigin.None ? origin + ": " : "";

    private SettingsSection? Find(string key) => Has(key) ? this : defaults?.Find(key);

    private SettingsSection Required(string key) => Find(key) ?? throw new ConfigurationException($"'{Key(key)}' has no value.");

    private static T Read<T>(SettingsSection at, Func<Config, T> read)
    {
        try
        {
            return read(at.Config);
        }
        catch (HoconException ex)
        {
            throw new ConfigurationException(ex.Message, ex);
        }
    }
}
