using Microsoft.Extensions.Configuration;

namespace Sapphire.Kernel.Configuration;

/// <summary>Adds HOCON to a configuration.</summary>
public static class HoconConfigurationExtensions
{
    /// <summary>Adds a file. Directly after other HOCON it is merged with it as HOCON, so that its lists replace whole.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="path">The file; a relative path is relative to the current folder.</param>
    /// <param name="optional">True when the file may be missing.</param>
    public static IConfigurationBuilder AddHoconFile(this IConfigurationBuilder builder, string path, bool optional = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return builder.AddHoconLayer(new HoconLayer(Path.GetFullPath(path), null, optional));
    }

    /// <summary>Adds files, each overriding those before it. All must exist.</summary>
    public static IConfigurationBuilder AddHoconFiles(this IConfigurationBuilder builder, string basePath, params ReadOnlySpan<string> overrides)
    {
        builder.AddHoconFile(basePath);
        foreach (var path in overrides)
            builder.AddHoconFile(path);
        return builder;
    }

    /// <summary>Adds HOCON text.</summary>
    public static IConfigurationBuilder AddHocon(this IConfigurationBuilder builder, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return builder.AddHoconLayer(new HoconLayer(null, text, Optional: false));
    }

    private static IConfigurationBuilder AddHoconLayer(this IConfigurationBuilder builder, HoconLayer layer)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.Sources.LastOrDefault() is HoconConfigurationSource last)
        {
            last.Layers.Add(layer);
            // A ConfigurationManager reads a source when it is added; this makes it read the longer one.
            builder.Sources[^1] = last;
            return builder;
        }

        var source = new HoconConfigurationSource();
        source.Layers.Add(layer);
        return builder.Add(source);
    }
}
