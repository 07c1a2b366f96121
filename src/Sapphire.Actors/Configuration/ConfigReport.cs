using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Configuration;
using Sapphire.Kernel.Configuration;

namespace Sapphire.Actors.Configuration;

/// <summary>Every key, its value in effect and where that comes from; what <c>sapphire config show</c> prints.</summary>
public sealed record ConfigReport(ImmutableArray<ConfigReportLine> Lines)
{
    /// <summary>Reports on a configuration, also on one whose values are not allowed.</summary>
    public static ConfigReport Create(IConfiguration configuration)
    {
        var reader = new OptionsReader(configuration);
        SapphireOptions.Read(reader);
        return new ConfigReport(
        [
            .. reader.Known.Select(known => new ConfigReportLine(
                $"{SapphireOptions.Section}.{known.Key}", known.Value, Source(configuration, known.Key) ?? "default")),
        ]);
    }

    /// <summary>A table: <c>key = value  # source</c>; it is HOCON itself.</summary>
    public override string ToString()
    {
        var settings = Lines.Select(line => $"{line.Key} = {Quoted(line.Value)}").ToList();
        var width = settings.Max(setting => setting.Length);
        var text = new StringBuilder();
        for (var i = 0; i < settings.Count; i++)
            text.Append(settings[i].PadRight(width)).Append("  # ").Append(Lines[i].Source).Append('\n');
        return text.ToString();
    }

    /// <summary>Where the value of a key (without <c>sapphire.</c>) comes from, or null where nothing sets it.</summary>
    internal static string? Source(IConfiguration configuration, string key)
    {
        if (configuration is not IConfigurationRoot root)
            return null;
        var flat = SapphireOptions.Section + ":" + key.Replace('.', ':');
        foreach (var provider in root.Providers.Reverse())
        {
            var has = provider.TryGet(flat, out _) || provider.GetChildKeys([], flat).Any();
            if (!has)
                continue;
            if (provider is not HoconConfigurationProvider hocon)
                return provider.ToString();
            return Describe(hocon.Config.OriginOf(key.Split('.').Prepend(SapphireOptions.Section)));
        }

        return null;
    }

    private static string Describe(ConfigOrigin? origin) => origin switch
    {
        null => "configuration",
        { Variable: { } variable } => $"environment variable {variable}",
        { File: { } file, Line: > 0 and var line } => $"{file}:{line}",
        { Line: > 0 and var line } => $"line {line}",
        var other => other.Value.ToString(),
    };

    private static string Quoted(string value) =>
        value.StartsWith('[') || (value.Length > 0 && value.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '.' or '-')) ? value : $"\"{value}\"";
}
