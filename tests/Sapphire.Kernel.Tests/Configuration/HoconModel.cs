using System.Globalization;

namespace Sapphire.Kernel.Tests.Configuration;

/// <summary>
/// A random document and, worked out in the plainest way, what it means. Each key refers to keys of lower numbers and to
/// its own earlier value only, so that one pass in the order of the numbers is enough: no layers, no laziness.
/// </summary>
internal sealed class HoconModel
{
    private const int Keys = 5;

    /// <summary>Values that cannot be joined. Hidden by a later value, they do no harm.</summary>
    private static readonly object Error = new();

    private readonly Random _random;
    private readonly object?[] _final = new object?[Keys];
    private bool _refused;

    public HoconModel(int seed)
    {
#pragma warning disable CA5394 // The seed is what makes a failure repeatable.
        _random = new Random(seed);
        var lines = new List<(double Order, string Text)>();
        for (var key = 0; key < Keys; key++)
        {
            var orders = Enumerable.Range(0, _random.Next(5)).Select(_ => _random.NextDouble()).Order().ToList();
            foreach (var order in orders)
                lines.Add((order, Assignment(key)));
        }
#pragma warning restore CA5394
        Text = string.Join('\n', lines.OrderBy(line => line.Order).Select(line => line.Text));
    }

    public string Text { get; }

    /// <summary>True when some value cannot be joined, be it hidden by a later one or not.</summary>
    public bool HasMistakes { get; private set; }

    /// <summary>The meaning as HOCON without a substitution; null when the document is to be refused.</summary>
    public string? Meaning =>
        _refused || _final.Any(HasError) ? null : string.Join('\n', _final.Index().Where(each => each.Item is not null).Select(each => $"x{each.Index} = {Render(each.Item!)}"));

    private int Roll(int sides) => _random.Next(sides);

    private string Assignment(int key)
    {
        var current = _final[key];
        if (Roll(3) > 0)
        {
            var append = Roll(5) == 0;
            var (text, value) = append ? Item(key) : Value(key, current, $"x{key}", 2);
            if (append)
                value = Join([current, value is null ? new List<object?>() : [value]]);
            HasMistakes |= ReferenceEquals(value, Error);
            _final[key] = Merge(current, value);
            return $"x{key} {(append ? "+=" : "=")} {text}";
        }

        var field = "fg"[Roll(2)].ToString();
        var (fieldText, fieldValue) = Value(key, Child(current, field), $"x{key}.{field}", 1);
        _final[key] = Merge(current, Object(field, fieldValue));
        return $"x{key}.{field} = {fieldText}";
    }

    // A value, where `own` is what the path has had so far.
    private (string Text, object? Value) Value(int key, object? own, string path, int depth, bool single = false)
    {
        switch (Roll(depth == 0 ? 4 : single ? 5 : 7))
        {
            case 0 or 1:
                return Item(key);
            case 2:
                var items = Enumerable.Range(0, Roll(3)).Select(_ => Item(key)).ToList();
                return ($"[{string.Join(", ", items.Select(item => item.Text))}]", new List<object?>(items.Select(item => item.Value).Where(item => item is not null)));
            case 3:
                return ($"${{?{path}}}", Plain(own));
            case 4:
                var ((text, value), field) = (Value(key, null, "none", depth - 1), "fgh"[Roll(3)].ToString());
                return ($"{{ {field} = {text} }}", Object(field, value));
            default:
                var parts = Enumerable.Range(0, 2 + Roll(2)).Select(_ => Value(key, own, path, depth, single: true)).ToList();
                var (joinedText, joined) = (string.Join(' ', parts.Select(part => part.Text)), Join(parts.Select(part => part.Value)));
                HasMistakes |= ReferenceEquals(joined, Error);
                // Without a substitution it is wrong as it stands, hidden or not.
                _refused |= ReferenceEquals(joined, Error) && !joinedText.Contains('$', StringComparison.Ordinal);
                return (joinedText, joined);
        }
    }

    private (string Text, object? Value) Item(int key)
    {
        if (key == 0 || Roll(2) == 0)
        {
            var number = Roll(100).ToString(CultureInfo.InvariantCulture);
            return (number, number);
        }

        var other = Roll(key);
        if (Roll(2) == 0)
            return ($"${{?x{other}}}", Plain(_final[other]));
        var field = "fgh"[Roll(3)].ToString();
        return ($"${{?x{other}.{field}}}", Plain(Child(_final[other], field)));
    }

    private static object? Child(object? value, string field) =>
        ReferenceEquals(value, Error) ? Error : (value as Fields)?.GetValueOrDefault(field);

    private static Fields Object(string field, object? value) => value is null ? [] : new() { [field] = value };

    private static object? Merge(object? older, object? newer)
    {
        if (newer is null)
            return older;
        if (newer is not Fields above || older is null)
            return newer;
        if (above.Hides)
            return newer;
        if (older is not Fields below)
            return ReferenceEquals(older, Error) ? Error : new Fields(above) { Hides = true };
        var merged = new Fields(below) { Hides = below.Hides };
        foreach (var (field, value) in above)
            merged[field] = Merge(merged.GetValueOrDefault(field), value);
        return merged;
    }

    // As another key takes it over: without what it hid at its own.
    private static object? Plain(object? value) => value is Fields fields ? new Fields(fields.ToDictionary(field => field.Key, field => Plain(field.Value))) : value;

    private static object? Join(IEnumerable<object?> values)
    {
        var all = values.ToList();
        var parts = all.OfType<object>().ToList();
        if (parts.Count == 0)
            return null;
        if (parts.Contains(Error))
            return Error;
        if (parts.TrueForAll(part => part is List<object?>))
            return parts.Cast<List<object?>>().SelectMany(list => list).ToList();
        if (parts.TrueForAll(part => part is Fields))
            return parts.Aggregate(Merge!);
        return parts.TrueForAll(part => part is string) ? string.Join(' ', all) : Error;
    }

    private static bool HasError(object? value) => value switch
    {
        List<object?> list => list.Exists(HasError),
        Fields fields => fields.Values.Any(HasError),
        _ => ReferenceEquals(value, Error),
    };

    private static string Render(object value) => value switch
    {
        List<object?> list => $"[{string.Join(", ", list.Select(item => Render(item!)))}]",
        Fields fields => $"{{ {string.Join(", ", fields.Select(field => $"{field.Key} = {Render(field.Value!)}"))} }}",
        _ => $"\"{value}\"",
    };

    private sealed class Fields : Dictionary<string, object?>
    {
        public Fields()
        {
        }

        public Fields(IDictionary<string, object?> fields)
            : base(fields)
        {
        }

        /// <summary>True when it took the place of a value that is no object: an object below that does not merge with it.</summary>
        public bool Hides { get; init; }
    }
}
