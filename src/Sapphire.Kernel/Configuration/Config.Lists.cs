namespace Sapphire.Kernel.Configuration;

// The getters of lists. An object with whole numbers for keys is a list too.
public sealed partial class Config
{
    /// <summary>The texts of a list; empty where there is no value.</summary>
    /// <exception cref="HoconException">The value is no list of strings, numbers or booleans.</exception>
    public IReadOnlyList<string> GetStringList(string path) => List(path, HoconConversion.Text);

    /// <summary>The whole numbers of a list; empty where there is no value.</summary>
    /// <exception cref="HoconException">The value is no list of whole numbers of 32 bits.</exception>
    public IReadOnlyList<int> GetIntList(string path) => List(path, HoconConversion.Int);

    /// <summary>The whole numbers of a list; empty where there is no value.</summary>
    /// <exception cref="HoconException">The value is no list of whole numbers of 64 bits.</exception>
    public IReadOnlyList<long> GetLongList(string path) => List(path, HoconConversion.Whole);

    /// <summary>The numbers from 0 to 255 of a list; empty where there is no value.</summary>
    /// <exception cref="HoconException">The value is no list of such numbers.</exception>
    public IReadOnlyList<byte> GetByteList(string path) => List(path, HoconConversion.Byte);

    /// <summary>The numbers of a list; empty where there is no value.</summary>
    /// <exception cref="HoconException">The value is no list of numbers.</exception>
    public IReadOnlyList<double> GetDoubleList(string path) => List(path, HoconConversion.Double);

    /// <summary>The numbers of a list; empty where there is no value.</summary>
    /// <exception cref="HoconException">The value is no list of numbers of single precision.</exception>
    public IReadOnlyList<float> GetFloatList(string path) => List(path, HoconConversion.Float);

    /// <summary>The decimal numbers of a list; empty where there is no value.</summary>
    /// <exception cref="HoconException">The value is no list of decimal numbers.</exception>
    public IReadOnlyList<decimal> GetDecimalList(string path) => List(path, HoconConversion.Decimal);

    /// <summary>The booleans of a list; empty where there is no value.</summary>
    /// <exception cref="HoconException">The value is no list of booleans.</exception>
    public IReadOnlyList<bool> GetBooleanList(string path) => List(path, HoconConversion.Boolean);

    private IReadOnlyList<T> List<T>(string path, Func<string, HoconNode, T> convert) =>
        Value(path) is { } value ? HoconConversion.List(path, value, convert) : [];
}
