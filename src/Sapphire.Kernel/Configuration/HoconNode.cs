using System.Collections.Immutable;
using System.Globalization;

namespace Sapphire.Kernel.Configuration;

/// <summary>
/// A value as it was read. Scalar, array and object are also what a resolved configuration consists of; substitution,
/// concatenation and layers exist only until <see cref="HoconResolver"/> has run.
/// </summary>
internal abstract class HoconNode(ConfigOrigin origin)
{
    public ConfigOrigin Origin { get; } = origin;

    /// <summary>True when nothing in it waits for a substitution.</summary>
    public abstract bool IsResolved { get; }

    /// <summary>How the value is named in an error message.</summary>
    public abstract string Kind { get; }
}

internal enum HoconScalarKind
{
    String,
    Number,
    Boolean,
    Null,
}

internal sealed class HoconScalar(string text, HoconScalarKind scalarKind, ConfigOrigin origin, bool isBlank = false) : HoconNode(origin)
{
    /// <summary>The text as it was written, unescaped.</summary>
    public string Text { get; } = text;

    public HoconScalarKind ScalarKind { get; } = scalarKind;

    /// <summary>Whitespace between the parts of a concatenation.</summary>
    public bool IsBlank { get; } = isBlank;

    public override bool IsResolved => true;

    public override string Kind => ScalarKind switch
    {
        HoconScalarKind.Number => "a number",
        HoconScalarKind.Boolean => "a boolean",
        HoconScalarKind.Null => "null",
        _ => "a string",
    };
}

internal sealed class HoconArray(ImmutableArray<HoconNode> items, ConfigOrigin origin) : HoconNode(origin)
{
    public ImmutableArray<HoconNode> Items { get; } = items;

    public override bool IsResolved { get; } = items.All(item => item.IsResolved);

    public override string Kind => "a list";
}

/// <summary>Fields in the order of their first appearance. Changed only by the parser and by <see cref="HoconMerge"/>, before anyone else sees it.</summary>
internal sealed class HoconObject(ConfigOrigin origin) : HoconNode(origin)
{
    public OrderedDictionary<string, HoconNode> Fields { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// The values whose keys are whole numbers, in the order of the numbers: what the object is where a list is needed.
    /// Null when there is no such key.
    /// </summary>
    public HoconArray? ToArray()
    {
        var items = new SortedList<int, HoconNode>();
        foreach (var (key, value) in Fields)
        {
            if (int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                items[index] = value;
        }

        return items.Count == 0 ? null : new HoconArray([.. items.Values], Origin);
    }

    /// <summary>True when it took the place of a value that is no object: what lies below that value stays hidden.</summary>
    public bool HidesOlder { get; init; }

    public override bool IsResolved => Fields.Values.All(value => value.IsResolved);

    public override string Kind => "an object";
}

/// <summary><c>${path}</c> or <c>${?path}</c>.</summary>
/// <param name="path">The path as it was written.</param>
/// <param name="prefix">Where the file that holds it was included; looked up first.</param>
/// <param name="optional">True when an undefined path makes the value undefined.</param>
/// <param name="ownValueOnly">True for <c>+=</c>: means the earlier value of this very path, never another path or the environment. The root stands for a place that no path reaches.</param>
/// <param name="origin">Where it stands.</param>
internal sealed class HoconSubstitution(HoconPath path, HoconPath prefix, bool optional, bool ownValueOnly, ConfigOrigin origin) : HoconNode(origin)
{
    public HoconPath Path { get; } = path;

    public HoconPath Prefix { get; } = prefix;

    public bool Optional { get; } = optional;

    public bool OwnValueOnly { get; } = ownValueOnly;

    public override bool IsResolved => false;

    public override string Kind => "a substitution";
}

/// <summary>Several values side by side: joined to a string, a list or an object.</summary>
internal sealed class HoconConcatenation(ImmutableArray<HoconNode> parts, ConfigOrigin origin) : HoconNode(origin)
{
    public ImmutableArray<HoconNode> Parts { get; } = parts;

    /// <summary>True for what <c>+=</c> makes: the earlier value of the same path, and a list of one item.</summary>
    public bool IsAppend => Parts is [HoconSubstitution { OwnValueOnly: true }, HoconArray];

    /// <summary>The value of <c>key += item</c>.</summary>
    /// <param name="path">The path of the key; null inside a list, whose items no path reaches.</param>
    /// <param name="item">The item, in a list of its own.</param>
    public static HoconConcatenation Append(HoconPath? path, HoconArray item) =>
        new([new HoconSubstitution(path ?? HoconPath.Root, HoconPath.Root, optional: true, ownValueOnly: true, item.Origin), item], item.Origin);

    public override bool IsResolved => false;

    public override string Kind => "a concatenation";
}

/// <summary>Values given to one key one after the other, oldest first, where only resolving tells what they make.</summary>
internal sealed class HoconLayers(List<HoconNode> layers, ConfigOrigin origin) : HoconNode(origin)
{
    /// <summary>Added to only by <see cref="HoconMerge"/>, before anyone else sees it.</summary>
    public List<HoconNode> Layers { get; } = layers;

    public override bool IsResolved => false;

    public override string Kind => "a layered value";
}
