namespace Sapphire.Kernel.Configuration;

/// <summary>
/// A resolved configuration, immutable. Paths are written as in HOCON: <c>sapphire.web.https-port</c>, with quotes
/// around a key that holds a dot. A getter without a default throws where the path has no value.
/// </summary>
public sealed partial class Config
{
    private readonly HoconObject _own;

    internal Config(HoconObject tree)
        : this(tree, tree)
    {
    }

    private Config(HoconObject tree, HoconObject own)
    {
        Tree = tree;
        _own = own;
    }

    /// <summary>The configuration without a single key.</summary>
    public static Config Empty { get; } = new(new HoconObject(ConfigOrigin.None));

    /// <summary>True when there is no key.</summary>
    public bool IsEmpty => Tree.Fields.Count == 0;

    /// <summary>The whole configuration as a value, an object.</summary>
    public HoconValue Root => new("", Tree);

    internal HoconObject Tree { get; }

    /// <summary>Reads HOCON text.</summary>
    /// <exception cref="HoconException">The text is not HOCON, or a substitution has no value.</exception>
    public static implicit operator Config(string hocon) => ConfigurationFactory.ParseString(hocon);

    /// <summary>True when the path has a value other than null.</summary>
    public bool HasPath(string path) => Value(path) is not null;

    /// <summary>The value at a path; null where there is none, and a value of null where it is set to that.</summary>
    public HoconValue? GetValue(string path) => Find(path) is { } node ? new HoconValue(path, node) : null;

    /// <summary>The object at a path as a configuration; empty where there is nothing.</summary>
    /// <exception cref="HoconException">The value is not an object.</exception>
    public Config GetConfig(string path) => Value(path) is { } node ? new Config(HoconConversion.Object(path, node)) : Empty;

    /// <summary>
    /// This configuration, with values of the other one where this one has none: objects merge, anything else of this one
    /// hides the other's. Both have had their substitutions replaced already, each by its own values.
    /// </summary>
    public Config WithFallback(Config fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        return new Config((HoconObject)HoconMerge.Combine(fallback.Tree, Tree), _own);
    }

    /// <summary>The text of a string, number or boolean.</summary>
    /// <exception cref="HoconException">There is no value, or it is a list or an object.</exception>
    public string GetString(string path) => HoconConversion.Text(path, Required(path, "a string"));

    /// <inheritdoc cref="GetString(string)"/>
    public string GetString(string path, string @default) => Value(path) is { } value ? HoconConversion.Text(path, value) : @default;

    /// <summary>A whole number.</summary>
    /// <exception cref="HoconException">There is no value, or it is no whole number of 32 bits.</exception>
    public int GetInt(string path) => HoconConversion.Int(path, Required(path, "a whole number"));

    /// <inheritdoc cref="GetInt(string)"/>
    public int GetInt(string path, int @default) => Value(path) is { } value ? HoconConversion.Int(path, value) : @default;

    /// <summary>A whole number of 64 bits.</summary>
    /// <exception cref="HoconException">There is no value, or it is no whole number of 64 bits.</exception>
    public long GetLong(string path) => HoconConversion.Whole(path, Required(path, "a whole number"));

    /// <inheritdoc cref="GetLong(string)"/>
    public long GetLong(string path, long @default) => Value(path) is { } value ? HoconConversion.Whole(path, value) : @default;

    /// <summary>A number.</summary>
    /// <exception cref="HoconException">There is no value, or it is no number.</exception>
    public double GetDouble(string path) => HoconConversion.Double(path, Required(path, "a number"));

    /// <inheritdoc cref="GetDouble(string)"/>
    public double GetDouble(string path, double @default) => Value(path) is { } value ? HoconConversion.Double(path, value) : @default;

    /// <summary>A number of single precision.</summary>
    /// <exception cref="HoconException">There is no value, or it is no number of that size.</exception>
    public float GetFloat(string path) => HoconConversion.Float(path, Required(path, "a number"));

    /// <inheritdoc cref="GetFloat(string)"/>
    public float GetFloat(string path, float @default) => Value(path) is { } value ? HoconConversion.Float(path, value) : @default;

    /// <summary>A decimal number.</summary>
    /// <exception cref="HoconException">There is no value, or it is no decimal number.</exception>
    public decimal GetDecimal(string path) => HoconConversion.Decimal(path, Required(path, "a number"));

    /// <inheritdoc cref="GetDecimal(string)"/>
    public decimal GetDecimal(string path, decimal @default) => Value(path) is { } value ? HoconConversion.Decimal(path, value) : @default;

    /// <summary>True for <c>true</c>, <c>yes</c> and <c>on</c>; false for <c>false</c>, <c>no</c> and <c>off</c>.</summary>
    /// <exception cref="HoconException">There is no value, or it is none of these.</exception>
    public bool GetBoolean(string path) => HoconConversion.Boolean(path, Required(path, "true or false"));

    /// <inheritdoc cref="GetBoolean(string)"/>
    public bool GetBoolean(string path, bool @default) => Value(path) is { } value ? HoconConversion.Boolean(path, value) : @default;

    /// <summary>A duration: <c>5 s</c>, <c>100ms</c>, <c>infinite</c>; a bare number is milliseconds.</summary>
    /// <exception cref="HoconException">There is no value, or it is no duration.</exception>
    public TimeSpan GetTimeSpan(string path) => HoconConversion.Duration(path, Required(path, "a duration"));

    /// <inheritdoc cref="GetTimeSpan(string)"/>
    public TimeSpan GetTimeSpan(string path, TimeSpan @default) =>
        Value(path) is { } value ? HoconConversion.Duration(path, value) : @default;

    /// <inheritdoc cref="GetTimeSpan(string)"/>
    /// <param name="path">The path.</param>
    /// <param name="default">The value where there is none; null makes that an error.</param>
    /// <param name="allowInfinite">False makes <c>infinite</c> an error.</param>
    public TimeSpan GetTimeSpan(string path, TimeSpan? @default, bool allowInfinite) =>
        Value(path) is null && @default is { } duration ? duration : HoconConversion.Duration(path, Required(path, "a duration"), allowInfinite);

    /// <summary>A span of the calendar: <c>10 days</c>, <c>2w</c>, <c>3 months</c>, <c>1 year</c>; a bare number is days.</summary>
    /// <exception cref="HoconException">There is no value, or it is no period.</exception>
    public HoconPeriod GetPeriod(string path) => HoconConversion.Period(path, Required(path, "a period"));

    /// <inheritdoc cref="GetPeriod(string)"/>
    public HoconPeriod GetPeriod(string path, HoconPeriod @default) =>
        Value(path) is { } value ? HoconConversion.Period(path, value) : @default;

    /// <summary>A size in bytes: <c>10 MiB</c>, <c>512k</c>, <c>1 MB</c>; a bare number is bytes.</summary>
    /// <exception cref="HoconException">There is no value, or it is no size.</exception>
    public long GetByteSize(string path) => HoconConversion.Size(path, Required(path, "a size"));

    /// <inheritdoc cref="GetByteSize(string)"/>
    public long GetByteSize(string path, long @default) => Value(path) is { } value ? HoconConversion.Size(path, value) : @default;

    /// <summary>Every value that is not an object, with its place, in the order of the text.</summary>
    public IEnumerable<ConfigEntry> Entries() => Entries(Tree, HoconPath.Root);

    /// <summary>Where the value of a path comes from, or null where there is none.</summary>
    public ConfigOrigin? OriginOf(string path) => Find(path)?.Origin;

    /// <summary>Where the value below the given keys comes from, or null where there is none.</summary>
    public ConfigOrigin? OriginOf(IEnumerable<string> keys) => Find(keys)?.Origin;

    /// <summary>The configuration as HOCON text that reads back as the same configuration.</summary>
    public override string ToString() => ToString(includeFallback: true);

    /// <summary>The configuration as HOCON text.</summary>
    /// <param name="includeFallback">False leaves out what came only from <see cref="WithFallback"/>.</param>
    public string ToString(bool includeFallback) => HoconRenderer.Render(includeFallback ? Tree : _own);

    /// <summary>The keys of the root with their values, in the order of the text.</summary>
    public IEnumerable<KeyValuePair<string, HoconValue>> AsEnumerable()
    {
        var root = Root;
        foreach (var (key, value) in Tree.Fields)
            yield return new(key, new HoconValue(root.Below(key), value));
    }

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
        HoconNode node = Tree;
        foreach (var key in keys)
        {
            if (node is not HoconObject value || !value.Fields.TryGetValue(key, out var child))
                return null;
            node = child;
        }

        return node;
    }

    // Null counts as no value.
    private HoconNode? Value(string path) => Find(path) is { } node and not HoconScalar { ScalarKind: HoconScalarKind.Null } ? node : null;

    private HoconNode Required(string path, string wanted) =>
        Value(path) ?? throw new HoconException(
            Find(path)?.Origin ?? Tree.Origin,
            $"'{path}' {(Find(path) is null ? "has no value" : "is null")}; expected {wanted}");
}
