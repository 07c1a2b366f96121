namespace Sapphire.Kernel.Configuration;

/// <summary>One value of a configuration, immutable: an object, a list, a string, a number, a boolean or null.</summary>
public sealed class HoconValue
{
    private readonly string _path;

    internal HoconValue(string path, HoconNode node)
    {
        _path = path;
        Node = node;
    }

    /// <summary>True for null and for an object without keys.</summary>
    public bool IsEmpty => Node is HoconScalar { ScalarKind: HoconScalarKind.Null } or HoconObject { Fields.Count: 0 };

    /// <summary>Where the value comes from.</summary>
    public ConfigOrigin Origin => Node.Origin;

    internal HoconNode Node { get; }

    /// <summary>True for a string, a number and a boolean, all of which can be read as a string.</summary>
    public bool IsString() => Node is HoconScalar { ScalarKind: not HoconScalarKind.Null };

    /// <summary>True for an object.</summary>
    public bool IsObject() => Node is HoconObject;

    /// <summary>True for a list, and for an object with a whole number for a key, which can be read as a list.</summary>
    public bool IsArray() => Node is HoconArray || (Node as HoconObject)?.ToArray() is not null;

    /// <inheritdoc cref="Config.GetString(string)"/>
    public string GetString() => HoconConversion.Text(_path, Node);

    /// <inheritdoc cref="Config.GetInt(string)"/>
    public int GetInt() => HoconConversion.Int(_path, Node);

    /// <inheritdoc cref="Config.GetLong(string)"/>
    public long GetLong() => HoconConversion.Whole(_path, Node);

    /// <inheritdoc cref="Config.GetByteList(string)"/>
    public byte GetByte() => HoconConversion.Byte(_path, Node);

    /// <inheritdoc cref="Config.GetDouble(string)"/>
    public double GetDouble() => HoconConversion.Double(_path, Node);

    /// <inheritdoc cref="Config.GetFloat(string)"/>
    public float GetFloat() => HoconConversion.Float(_path, Node);

    /// <inheritdoc cref="Config.GetDecimal(string)"/>
    public decimal GetDecimal() => HoconConversion.Decimal(_path, Node);

    /// <inheritdoc cref="Config.GetBoolean(string)"/>
    public bool GetBoolean() => HoconConversion.Boolean(_path, Node);

    /// <inheritdoc cref="Config.GetTimeSpan(string)"/>
    public TimeSpan GetTimeSpan(bool allowInfinite = true) => HoconConversion.Duration(_path, Node, allowInfinite);

    /// <inheritdoc cref="Config.GetPeriod(string)"/>
    public HoconPeriod GetPeriod() => HoconConversion.Period(_path, Node);

    /// <inheritdoc cref="Config.GetByteSize(string)"/>
    public long GetByteSize() => HoconConversion.Size(_path, Node);

    /// <inheritdoc cref="Config.GetStringList(string)"/>
    public IReadOnlyList<string> GetStringList() => HoconConversion.List(_path, Node, HoconConversion.Text);

    /// <summary>The items of a list.</summary>
    /// <exception cref="HoconException">The value is no list.</exception>
    public IReadOnlyList<HoconValue> GetArray() => HoconConversion.List(_path, Node, (path, item) => new HoconValue(path, item));

    /// <summary>The value of a key of an object; null where there is none.</summary>
    /// <exception cref="HoconException">The value is not an object.</exception>
    public HoconValue? GetChildObject(string key) =>
        HoconConversion.Object(_path, Node).Fields.GetValueOrDefault(key) is { } child ? new HoconValue(Below(key), child) : null;

    /// <summary>The value, an object, as a configuration.</summary>
    /// <exception cref="HoconException">The value is not an object.</exception>
    public Config ToConfig() => new(HoconConversion.Object(_path, Node));

    /// <summary>A configuration in which the value is what the key holds.</summary>
    public Config AtKey(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var root = new HoconObject(Node.Origin);
        root.Fields[key] = Node;
        return new Config(root);
    }

    /// <summary>The text of a string, number or boolean; anything else as HOCON writes it.</summary>
    public override string ToString() => Node is HoconScalar scalar ? scalar.Text : HoconRenderer.Text(Node);

    internal string Below(string key) => _path.Length == 0 ? HoconRenderer.Key(key) : $"{_path}.{HoconRenderer.Key(key)}";
}
