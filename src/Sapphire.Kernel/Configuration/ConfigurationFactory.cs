using System.Reflection;
using System.Text.Json;

namespace Sapphire.Kernel.Configuration;

/// <summary>Reads HOCON into a <see cref="Config"/>.</summary>
public static class ConfigurationFactory
{
    /// <summary>The content type of HOCON.</summary>
    public const string MediaType = "application/hocon";

    // Each actor system asks for them.
    private static readonly Lazy<Config> Defaults = new(static () => Reference() is { } root ? Resolve(root, null) : Empty);

    /// <summary>The configuration without a single key.</summary>
    public static Config Empty => Config.Empty;

    /// <summary>Reads text. Relative includes are looked up among the program's resources only, since the text is in no file.</summary>
    /// <param name="hocon">The text.</param>
    /// <param name="environment">Gives an environment variable, or null; by default those of the process.</param>
    /// <exception cref="HoconException">The text is not HOCON, or a substitution has no value.</exception>
    public static Config ParseString(string hocon, Func<string, string?>? environment = null)
    {
        ArgumentNullException.ThrowIfNull(hocon);
        return Resolve(HoconParser.Parse(hocon, HoconSource.None, HoconPath.Root, new HoconIncluder()), environment);
    }

    /// <summary>Reads a file and what it includes: HOCON, or what <c>.json</c> or <c>.properties</c> at the end of its name says.</summary>
    /// <exception cref="HoconException">A file cannot be read or is not HOCON, or a substitution has no value.</exception>
    public static Config ParseFile(string path, Func<string, string?>? environment = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Resolve(new HoconIncluder().ParseFile(path), environment);
    }

    /// <summary>Reads a resource that is embedded in the assembly of an object.</summary>
    /// <inheritdoc cref="FromResource(string, Assembly)"/>
    public static Config FromResource(string resourceName, object instanceInAssembly)
    {
        ArgumentNullException.ThrowIfNull(instanceInAssembly);
        return FromResource(resourceName, instanceInAssembly as Assembly ?? (instanceInAssembly as Type ?? instanceInAssembly.GetType()).Assembly);
    }

    /// <summary>Reads a resource that is embedded in the assembly of a type.</summary>
    /// <inheritdoc cref="FromResource(string, Assembly)"/>
    public static Config FromResource<TAssembly>(string resourceName) => FromResource(resourceName, typeof(TAssembly).Assembly);

    /// <summary>Reads a resource that is embedded in an assembly, and what it includes.</summary>
    /// <param name="resourceName">Its name, whole or without the name of the assembly, with dots or slashes.</param>
    /// <param name="assembly">The assembly.</param>
    /// <exception cref="HoconException">There is no such resource, it is not HOCON, or a substitution has no value.</exception>
    public static Config FromResource(string resourceName, Assembly assembly)
    {
        ArgumentException.ThrowIfNullOrEmpty(resourceName);
        ArgumentNullException.ThrowIfNull(assembly);
        var root = new HoconIncluder().ParseResource(assembly, resourceName)
            ?? throw new HoconException(ConfigOrigin.None, $"{assembly.GetName().Name} has no embedded resource '{resourceName}'; it has {Names(assembly)}");
        return Resolve(root, null);
    }

    /// <summary>The public properties of an object, as JSON writes them.</summary>
    /// <exception cref="HoconException">JSON writes the object as something else than an object.</exception>
    public static Config FromObject(object source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return ParseString(JsonSerializer.Serialize(source, source.GetType()), static _ => null);
    }

    /// <summary>
    /// Values under dotted keys, as a file of properties or a command line gives them. The keys are split at every dot,
    /// nothing is quoted, the values are strings, and an object wins over a string of its path. To override a
    /// configuration: <c>FromProperties(overrides).WithFallback(config)</c>.
    /// </summary>
    public static Config FromProperties(IEnumerable<KeyValuePair<string, string>> properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        var root = new HoconObject(ConfigOrigin.None);
        foreach (var (key, value) in properties)
            HoconProperties.Set(root, key, value, ConfigOrigin.None);
        return new Config(root);
    }

    /// <summary>
    /// The defaults that come with the program: the resources <c>reference.conf</c> of this library and of the program,
    /// merged in that order; empty where there are none.
    /// </summary>
    /// <exception cref="HoconException">One of them is not HOCON, or a substitution has no value.</exception>
    public static Config Default() => Defaults.Value;

    /// <summary>
    /// The configuration of the program by convention: <c>application.conf</c>, <c>.json</c> and <c>.properties</c> beside
    /// the program, else among its resources, over <see cref="Default"/>. Its substitutions see both.
    /// </summary>
    /// <exception cref="HoconException">One of them cannot be read or is not HOCON, or a substitution has no value.</exception>
    public static Config Load() => Load(Path.Combine(AppContext.BaseDirectory, "application"), null);

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

    internal static Config Load(string application, Func<string, string?>? environment)
    {
        // The defaults are checked by themselves: what the application sets must not be what makes them whole.
        _ = Default();
        var statement = new HoconInclude(HoconIncludeKind.Heuristic, application, Required: false, ConfigOrigin.None);
        var own = new HoconIncluder().Include(statement, HoconPath.Root, HoconSource.None);
        if (own.Fields.Count == 0)
            own = new HoconIncluder().Include(statement with { Kind = HoconIncludeKind.ClassPath, Name = Path.GetFileName(application) }, HoconPath.Root, HoconSource.None);
        return Resolve((HoconObject)HoconMerge.Combine(Reference(), own), environment);
    }

    private static HoconObject? Reference()
    {
        HoconNode? merged = null;
        foreach (var assembly in new[] { typeof(ConfigurationFactory).Assembly, Assembly.GetEntryAssembly() }.Distinct())
        {
            if (assembly is not null && new HoconIncluder().ParseResource(assembly, "reference.conf") is { } next)
                merged = HoconMerge.Combine(merged, next);
        }

        return (HoconObject?)merged;
    }

    private static Config Resolve(HoconObject root, Func<string, string?>? environment) =>
        new(HoconResolver.Resolve(root, environment ?? Environment.GetEnvironmentVariable));

    private static string Names(Assembly assembly) => assembly.GetManifestResourceNames() is { Length: > 0 } names ? string.Join(", ", names) : "none";
}
