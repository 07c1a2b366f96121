using System.Globalization;

namespace Sapphire.Kernel.Configuration;

/// <summary>
/// A resolved configuration, immutable. Paths are written as in HOCON: <c>sapphire.web.https-port</c>, with quotes
/// around a key that holds a dot. A getter without a default throws where the path has no value.
/// </summary>
public sealed class Config
{
    internal Config(HoconObject root) => Root = root;

    /// <summary>The configuration without a single key.</summary>
    public static Config Empty { get; } = new(new HoconObject(ConfigOrigin.None));

    /// <summary>True when there is no key.</summary>
    public bool IsEmpty => Root.Fields.Count == 0;

    internal HoconObject Root { get; }

    /// <summary>True when the path has a value other than null.</summary>
    public bool HasPath(string path) => Find(path) is not null and not HoconScalar { ScalarKind: HoconScalarKind.Null };

    /// <summary>The object at a path as a configuration; empty where there is nothing.</summary>
    /// <exception cref="HoconException">The value is not an object.</exception>
    public Config GetConfig(string path) => Find(path) switch
    {
        null or HoconScalar { ScalarKind: HoconScalarKind.Null } => Empty,
        HoconObject value => new Config(value),
        var other => throw Wrong(path, other, "an object"),
    };

    /// <summary>This configuration, with values of the other one where this one has none.</summary>
    public Config WithFallback(Config fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        return new Config((HoconObject)HoconMerge.Combine(fallback.Root, Root));
    }

    /// <summary>The text of a string, number or boolean.</summary>
    /// <exception cref="HoconException">There is no value, or it is a list or an object.</exception>
    public string GetString(string path) => Required(path, "a string").Text;

    /// <inheritdoc cref="GetString(string)"/>
    public string GetString(string path, string @default) => Scalar(path, "a string")?.Text ?? @default;

    /// <summary>A whole number.</summary>
    /// <exception cref="HoconException">There is no value, or it is no whole number of 32 bits.</exception>
    public int GetInt(string path) => Int(path, Required(path, "a whole number"));

    /// <inheritdoc cref="GetInt(string)"/>
    public int GetInt(string path, int @default) => Scalar(path, "a whole number") is { } value ? Int(path, value) : @default;

    /// <summary>A whole number of 64 bits.</summary>
    /// <exception cref="HoconException">There is no value, or it is no whole number of 64 bits.</exception>
    public long GetLong(string path) => Long(path, Required(path, "a whole number"));

    /// <inheritdoc cref="GetLong(string)"/>
    public long GetLong(string path, long @default) => Scalar(path, "a whole number") is { } value ? Long(path, value) : @default;

    /// <summary>A number.</summary>
    /// <exception cref="HoconException">There is no value, or it is no number.</exception>
    public double GetDouble(string path) => Double(path, Required(path, "a number"));

    /// <inheritdoc cref="GetDouble(string)"/>
    public double GetDouble(string path, double @default) => Scalar(path, "a number") is { } value ? Double(path, value) : @default;

    /// <summary>True for <c>true</c>, <c>yes</c> and <c>on</c>; false for <c>false</c>, <c>no</c> and <c>off</c>.</summary>
    /// <exception cref="HoconException">There is no value, or it is none of these.</exception>
    public bool GetBoolean(string path) => Boolean(path, Required(path, "true or false"));

    /// <inheritdoc cref="GetBoolean(string)"/>
    public bool GetBoolean(string path, bool @default) => Scalar(path, "true or false") is { } value ? Boolean(path, value) : @default;

    /// <summary>A duration: <c>5 s</c>, <c>100ms</c>, <c>infinite</c>; a bare number is milliseconds.</summary>
    /// <exception cref="HoconException">There is no value, or it is no duration.</exception>
    public TimeSpan GetTimeSpan(string path) => Duration(path, Required(path, "a duration"));

    /// <inheritdoc cref="GetTimeSpan(string)"/>
    public TimeSpan GetTimeSpan(string path, TimeSpan @default) =>
        Scalar(path, "a duration") is { } value ? Duration(path, value) : @default;

    /// <summary>A size in bytes: <c>10 MiB</c>, <c>512k</c>, <c>1 MB</c>; a bare number is bytes.</summary>
    /// <exception cref="HoconException">There is no value, or it is no size.</exception>
    public long GetByteSize(string path) => Size(path, Required(path, "a size"));

    /// <inheritdoc cref="GetByteSize(string)"/>
    public long GetByteSize(string path, long @default) => Scalar(path, "a size") is { } value ? Size(path, value) : @default;

    /// <summary>The texts of a list; empty where there is no value.</summary>
    /// <exception cref="HoconException">The value is no list of strings, numbers or booleans.</exception>
    public IReadOnlyList<string> GetStringList(string path)
    {
        switch (Find(path))
        {
            case null or HoconScalar { ScalarKind: HoconScalarKind.Null }:
                return [];
            case HoconArray list:
                return [.. list.Items.Select(item => item is HoconScalar scalar ? scalar.Text : throw Wrong(path, item, "a string"))];
            case var other:
                throw Wrong(path, other, "a list");
        }
    }

    /// <summary>Every value that is not an object, with its place, in the order of the text.</summary>
    public IEnumerable<ConfigEntry> Entries() => Entries(Root, HoconPath.Root);

    /// <summary>Where the value of a path comes from, or null where there is none.</summary>
    public ConfigOrigin? OriginOf(string path) => Find(path)?.Origin;

    /// <summary>Where the value below the given keys comes from, or null where there is none.</summary>
    public ConfigOrigin? OriginOf(IEnumerable<string> keys) => Find(keys)?.Origin;

    /// <summary>The configuration as HOCON text that reads back as the same configuration.</summary>
    public override string ToString() => HoconRenderer.Render(Root);

    private static IEnumerable<ConfigEntry> Entries(HoconObject node, HoconPath path)
    {
        foreach (var (key, value) in node.Fields)
        {
            var at = path.Append(key);
            switch (value)
            {
                case HoconObject child:
                    foreach (var entry in Entries(child, at))
                        yield return entry;
                    break;
                case HoconArray list:
                    yield return new ConfigEntry(at.ToString(), HoconRenderer.Text(list), list.Origin);
                    break;
                case HoconScalar scalar:
                    yield return new ConfigEntry(at.ToString(), scalar.Text, scalar.Origin);
                    break;
            }
        }
    }

    private HoconNode? Find(string path) => Find(HoconPath.Parse(path).Keys);

    private HoconNode? Find(IEnumerable<string> keys)
    {
        HoconNode node = Root;
        foreach (var key in keys)
        {
            if (node is not HoconObject value || !value.Fields.TryGetValue(key, out var child))
                return null;
            node = child;
        }

        return node;
    }

    private HoconScalar? Scalar(string path, string wanted) => Find(path) switch
    {
        null or HoconScalar { ScalarKind: HoconScalarKind.Null } => null,
        HoconScalar scalar => scalar,
        var other => throw Wrong(path, other, wanted),
    };

    private HoconScalar Required(string path, string wanted) =>
        Scalar(path, wanted) ?? throw new HoconException(Root.Origin, $"'{path}' has no value; expected {wanted}");

    private static int Int(string path, HoconScalar value) =>
        Long(path, value) is >= int.MinValue and <= int.MaxValue and var number
            ? (int)number
            : throw Wrong(path, value, $"a whole number from {int.MinValue} to {int.MaxValue}");

    private static long Long(string path, HoconScalar value) =>
        long.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Wrong(path, value, "a whole number");

    private static double Double(string path, HoconScalar value) =>
        HoconUnits.IsNumber(value.Text) && double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw Wrong(path, value, "a number");

    private static bool Boolean(string path, HoconScalar value) =>
        HoconUnits.TryParseBoolean(value.Text, out var boolean) ? boolean : throw Wrong(path, value, "true or false (yes, no, on, off)");

    private static TimeSpan Duration(string path, HoconScalar value) =>
        HoconUnits.TryParseDuration(value.Text, out var duration)
            ? duration
            : throw Wrong(path, value, "a duration such as 500ms, 10 s, 2 minutes or infinite");

    private static long Size(string path, HoconScalar value) =>
        HoconUnits.TryParseByteSize(value.Text, out var size) ? size : throw Wrong(path, value, "a size such as 512k, 10 MiB or 1 MB");

    private static HoconException Wrong(string path, HoconNode found, string wanted) =>
        new(found.Origin, $"'{path}' must be {wanted}, not {(found is HoconScalar scalar ? $"'{scalar.Text}'" : found.Kind)}");
}
