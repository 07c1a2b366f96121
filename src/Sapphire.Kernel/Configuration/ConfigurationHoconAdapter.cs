using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Sapphire.Kernel.Configuration;

/// <summary>Turns <see cref="IConfiguration"/> into HOCON.</summary>
public static class ConfigurationHoconAdapter
{
    /// <summary>
    /// The keys and values as HOCON; of a section with the keys that lead there, so that section <c>akka</c> becomes <c>akka { … }</c>. A section whose
    /// keys are 0, 1, 2 … becomes a list.
    /// </summary>
    /// <param name="configuration">What to turn.</param>
    /// <param name="origins">Tells where values that came from HOCON stand, for error messages; null where nobody knows.</param>
    public static Config ToHocon(this IConfiguration configuration, IConfigurationRoot? origins = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        origins ??= configuration as IConfigurationRoot;
        var root = new HoconObject(ConfigOrigin.None);
        if (configuration is not IConfigurationSection section)
        {
            foreach (IConfigurationSection child in configuration.GetChildren()) Set(root, child.Key, child, origins);
            return new Config(root);
        }

        if (!section.Exists()) return Config.Empty;
        string[] keys = section.Path.Split(ConfigurationPath.KeyDelimiter);
        HoconObject at = root;
        foreach (string key in keys[..^1])
        {
            var next = new HoconObject(ConfigOrigin.None);
            at.Fields[key] = next;
            at = next;
        }

        Set(at, keys[^1], section, origins);
        return new Config(root);
    }

    private static void Set(HoconObject parent, string key, IConfigurationSection section, IConfigurationRoot? origins)
    {
        List<IConfigurationSection> children = [.. section.GetChildren()];
        if (children.Count == 0)
        {
            if (section.Value is { } text) parent.Fields[key] = new HoconScalar(text, HoconScalarKind.String, OriginOf(section, origins));
            return;
        }

        if (children.Select(c => int.TryParse(c.Key, out int index) ? index : -1).Order().SequenceEqual(Enumerable.Range(0, children.Count)))
        {
            var items = new HoconObject(ConfigOrigin.None);
            foreach (IConfigurationSection child in children.OrderBy(c => int.Parse(c.Key, CultureInfo.InvariantCulture))) Set(items, child.Key, child, origins);
            parent.Fields[key] = new HoconArray([.. items.Fields.Values], OriginOf(children[0], origins));
            return;
        }

        var value = new HoconObject(ConfigOrigin.None);
        foreach (IConfigurationSection child in children) Set(value, child.Key, child, origins);
        parent.Fields[key] = value;
    }

    private static ConfigOrigin OriginOf(IConfigurationSection value, IConfigurationRoot? origins)
    {
        IConfigurationProvider? source = origins?.Providers.LastOrDefault(p => p.TryGet(value.Path, out _));
        return (source as HoconConfigurationProvider)?.Config.OriginOf(value.Path.Split(ConfigurationPath.KeyDelimiter)) ?? ConfigOrigin.None;
    }
}
