using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Sapphire.Kernel.Configuration;

/// <summary>Serves HOCON as keys <c>a:b:c</c>; the items of a list are <c>a:0</c>, <c>a:1</c>, ….</summary>
public sealed class HoconConfigurationProvider(HoconConfigurationSource source) : ConfigurationProvider
{
    /// <summary>The configuration as it was read last.</summary>
    public Config Config { get; private set; } = Config.Empty;

    /// <inheritdoc/>
    /// <exception cref="HoconException">A file cannot be read or is not HOCON, or a substitution has no value.</exception>
    public override void Load()
    {
        Config = ConfigurationFactory.Load(source.Layers, source.EnvironmentVariables);
        Data = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in Config.Tree.Fields)
            Flatten(key, value);
    }

    private void Flatten(string path, HoconNode node)
    {
        switch (node)
        {
            case HoconObject value:
                // An empty object or list still exists.
                if (value.Fields.Count == 0)
                    Data[path] = null;
                foreach (var (key, child) in value.Fields)
                    Flatten(path + ConfigurationPath.KeyDelimiter + key, child);
                break;
            case HoconArray list:
                if (list.Items.IsEmpty)
                    Data[path] = "";
                for (var i = 0; i < list.Items.Length; i++)
                    Flatten(path + ConfigurationPath.KeyDelimiter + i.ToString(CultureInfo.InvariantCulture), list.Items[i]);
                break;
            case HoconScalar scalar:
                Data[path] = scalar.ScalarKind == HoconScalarKind.Null ? null : scalar.Text;
                break;
        }
    }
}
