using System.Globalization;
using System.Runtime.Serialization;
using System.Text;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Serialization;

/// <summary>Texts, numbers, truth values, times and unique ids, as invariant UTF-8 text.</summary>
public sealed class PrimitiveSerializers(ActorSystem system) : SerializerWithStringManifest(system)
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>The types it is for.</summary>
    internal static IReadOnlyList<Type> Types { get; } =
        [typeof(string), typeof(int), typeof(long), typeof(double), typeof(bool), typeof(TimeSpan), typeof(DateTimeOffset), typeof(Guid)];

    /// <inheritdoc />
    public override int Identifier => 17;

    /// <inheritdoc />
    public override string Manifest(object o) => o switch
    {
        string => "S",
        int => "I",
        long => "L",
        double => "D",
        bool => "B",
        TimeSpan => "T",
        DateTimeOffset => "O",
        Guid => "G",
        _ => throw new SerializationException($"{o?.GetType()} is no primitive type."),
    };

    /// <inheritdoc />
    public override byte[] ToBinary(object obj) => Encoding.UTF8.GetBytes(obj switch
    {
        string text => text,
        double number => number.ToString("R", Invariant),
        TimeSpan time => time.ToString("c", Invariant),
        DateTimeOffset time => time.ToString("o", Invariant),
        IFormattable other => other.ToString(null, Invariant),
        bool flag => flag ? "true" : "false",
        _ => throw new SerializationException($"{obj?.GetType()} is no primitive type."),
    });

    /// <inheritdoc />
    public override object FromBinary(byte[] bytes, string manifest)
    {
        string text = Encoding.UTF8.GetString(bytes);
        return manifest switch
        {
            "S" => text,
            "I" => int.Parse(text, Invariant),
            "L" => long.Parse(text, Invariant),
            "D" => double.Parse(text, Invariant),
            "B" => bool.Parse(text),
            "T" => TimeSpan.ParseExact(text, "c", Invariant),
            "O" => DateTimeOffset.ParseExact(text, "o", Invariant),
            "G" => Guid.Parse(text),
            _ => throw new SerializationException($"There is no primitive type '{manifest}'."),
        };
    }
}
