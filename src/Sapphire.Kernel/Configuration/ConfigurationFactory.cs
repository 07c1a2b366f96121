namespace Sapphire.Kernel.Configuration;

/// <summary>Reads HOCON into a <see cref="Config"/>.</summary>
public static class ConfigurationFactory
{
    private static readonly Lazy<Config> Reference = new(ReadReference);

    /// <summary>The configuration without a single key.</summary>
    public static Config Empty => Config.Empty;

    /// <summary>The defaults of an actor system.</summary>
    public static Config Default() => Reference.Value;

    /// <summary>Reads text. Relative includes are an error, since the text is in no file.</summary>
    /// <param name="hocon">The text.</param>
    /// <param name="environment">Gives an environment variable, or null; by default those of the process.</param>
    /// <exception cref="HoconException">The text is not HOCON, or a substitution has no value.</exception>
    public static Config ParseString(string hocon, Func<string, string?>? environment = null)
    {
        ArgumentNullException.ThrowIfNull(hocon);
        return Resolve(HoconParser.Parse(hocon, null, HoconPath.Root, new HoconIncluder()), environment);
    }

    /// <summary>Reads a file and what it includes.</summary>
    /// <exception cref="HoconException">A file cannot be read or is not HOCON, or a substitution has no value.</exception>
    public static Config ParseFile(string path, Func<string, string?>? environment = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Resolve(new HoconIncluder().ParseFile(path), environment);
    }

    /// <summary>
    /// Reads files as one configuration: a later file overrides an earlier one, and substitutions see all of them.
    /// </summary>
    /// <exception cref="HoconException">A file cannot be read or is not HOCON, or a substitution has no value.</exception>
    public static Config Load(IEnumerable<string> files, Func<string, string?>? environment = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        return Load([.. files.Select(HoconLayer.File)], environment);
    }

    internal static Config Load(IReadOnlyList<HoconLayer> layers, Func<string, string?>? environment)
    {
        HoconNode? merged = null;
        foreach (var layer in layers)
        {
            if (layer.Parse() is { } next)
                merged = HoconMerge.Combine(merged, next);
        }

        return merged is HoconObject root ? Resolve(root, environment) : Config.Empty;
    }

    private static Config ReadReference()
    {
        using Stream stream = typeof(ConfigurationFactory).Assembly.GetManifestResourceStream("reference.conf")!;
        using var reader = new StreamReader(stream);
        return ParseString(reader.ReadToEnd(), static _ => null);
    }

    private static Config Resolve(HoconObject root, Func<string, string?>? environment) =>
        new(HoconResolver.Resolve(root, environment ?? Environment.GetEnvironmentVariable));
}
