using System.Globalization;

namespace Sapphire.Kernel.Configuration;

/// <summary>
/// The automatic conversions: numbers, booleans and units are read from texts, texts from numbers and booleans, and a list
/// from an object with whole numbers for keys. Null, lists and objects become nothing else.
/// </summary>
internal static class HoconConversion
{
    public static string Text(string path, HoconNode value) => Scalar(path, value, "a string").Text;

    public static int Int(string path, HoconNode value) =>
        Whole(path, value) is >= int.MinValue and <= int.MaxValue and var number
            ? (int)number
            : throw Wrong(path, value, $"a whole number from {int.MinValue} to {int.MaxValue}");

    public static byte Byte(string path, HoconNode value) =>
        Whole(path, value) is >= byte.MinValue and <= byte.MaxValue and var number ? (byte)number : throw Wrong(path, value, "a whole number from 0 to 255");

    public static long Whole(string path, HoconNode value)
    {
        var text = Scalar(path, value, "a whole number").Text;
        if (!HoconUnits.IsNumber(text))
            throw Wrong(path, value, "a whole number");
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        // 1e3 and 5.0 are whole numbers too.
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
            && exact is >= long.MinValue and <= long.MaxValue && decimal.IsInteger(exact)
            ? (long)exact
            : throw Wrong(path, value, "a whole number of 64 bits");
    }

    public static double Double(string path, HoconNode value) =>
        Scalar(path, value, "a number").Text is var text && HoconUnits.IsNumber(text)
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw Wrong(path, value, "a number");

    public static float Float(string path, HoconNode value) =>
        (float)Double(path, value) is var number && float.IsFinite(number) ? number : throw Wrong(path, value, "a number of single precision");

    public static decimal Decimal(string path, HoconNode value) =>
        Scalar(path, value, "a number").Text is var text && HoconUnits.IsNumber(text)
        && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Wrong(path, value, "a decimal number");

    public static bool Boolean(string path, HoconNode value)
    {
        const string Wanted = "true or false (yes, no, on, off)";
        return HoconUnits.TryParseBoolean(Scalar(path, value, Wanted).Text, out var boolean) ? boolean : throw Wrong(path, value, Wanted);
    }

    public static TimeSpan Duration(string path, HoconNode value, bool allowInfinite = true)
    {
        var wanted = allowInfinite ? "a duration such as 500ms, 10 s, 2 minutes or infinite" : "a finite duration such as 500ms, 10 s or 2 minutes";
        return HoconUnits.TryParseDuration(Scalar(path, value, wanted).Text, out var duration) && (allowInfinite || duration != Timeout.InfiniteTimeSpan)
            ? duration
            : throw Wrong(path, value, wanted);
    }

    public static long Size(string path, HoconNode value)
    {
        const string Wanted = "a size such as 512k, 10 MiB or 1 MB";
        return HoconUnits.TryParseByteSize(Scalar(path, value, Wanted).Text, out var size) ? size : throw Wrong(path, value, Wanted);
    }

    public static HoconPeriod Period(string path, HoconNode value)
    {
        const string Wanted = "a period such as 10 days, 2 weeks, 3 mo or 1 year";
        return HoconUnits.TryParsePeriod(Scalar(path, value, Wanted).Text, out var period) ? period : throw Wrong(path, value, Wanted);
    }

    public static HoconArray List(string path, HoconNode value) =>
        value as HoconArray ?? (value as HoconObject)?.ToArray() ?? throw Wrong(path, value, "a list");

    public static IReadOnlyList<T> List<T>(string path, HoconNode value, Func<string, HoconNode, T> convert) =>
        [.. List(path, value).Items.Select((item, index) => convert(string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"), item))];

    public static HoconObject Object(string path, HoconNode value) => value as HoconObject ?? throw Wrong(path, value, "an object");

    private static HoconScalar Scalar(string path, HoconNode value, string wanted) =>
        value is HoconScalar { ScalarKind: not HoconScalarKind.Null } scalar ? scalar : throw Wrong(path, value, wanted);

    private static HoconException Wrong(string path, HoconNode found, string wanted) =>
        new(found.Origin, $"'{path}' must be {wanted}, not {(found is HoconScalar { ScalarKind: not HoconScalarKind.Null } scalar ? $"'{scalar.Text}'" : found.Kind)}");
}
