using System.Collections.Immutable;
using System.Text;

namespace Sapphire.Kernel.Configuration;

/// <summary>Joins resolved values that stand side by side.</summary>
internal static class HoconConcatenator
{
    /// <summary>The longest string that joining may make, in UTF-16 units: a few lines must not fill the memory.</summary>
    internal const int MaximumLength = 1 << 20;

    /// <summary>Most items that joining lists may make.</summary>
    internal const int MaximumItems = 100_000;

    /// <summary>
    /// Lists join to a list, objects to an object, everything else to a string with the whitespace between. Beside a list,
    /// an object with whole numbers for keys is a list too. Undefined parts (null) are left out; nothing but undefined
    /// parts is undefined.
    /// </summary>
    /// <exception cref="HoconException">A list or an object beside something else.</exception>
    public static HoconNode? Join(IReadOnlyList<HoconNode?> parts, ConfigOrigin origin)
    {
        var first = parts.FirstOrDefault(part => part is not null and not HoconScalar { IsBlank: true });
        switch (first)
        {
            case null:
                return null;
            case HoconArray:
            case HoconObject when parts.Any(part => part is HoconArray):
                var items = ImmutableArray.CreateBuilder<HoconNode>();
                foreach (var part in Meaningful(parts))
                    items.AddRange((part as HoconArray ?? (part as HoconObject)?.ToArray() ?? throw Mixed(first, Meaningful(parts).First(other => other.GetType() != first.GetType()))).Items);
                if (items.Count > MaximumItems)
                    throw new HoconException(origin, $"a list of more than {MaximumItems} items");
                return new HoconArray(items.ToImmutable(), origin);
            case HoconObject:
                HoconNode? merged = null;
                foreach (var part in Meaningful(parts))
                    merged = HoconMerge.Combine(merged, part as HoconObject ?? throw Mixed(first, part));
                return merged;
            default:
                var text = new StringBuilder();
                foreach (var part in parts)
                {
                    if (part is null)
                        continue;
                    text.Append((part as HoconScalar ?? throw Mixed(first, part)).Text);
                    if (text.Length > MaximumLength)
                        throw new HoconException(origin, $"a string of more than {MaximumLength} characters");
                }

                return new HoconScalar(text.ToString(), HoconScalarKind.String, ValueOrigin(parts, origin));
        }
    }

    // Of `${?PORT}` with nothing else defined, the place is the variable's.
    private static ConfigOrigin ValueOrigin(IReadOnlyList<HoconNode?> parts, ConfigOrigin origin) =>
        Meaningful(parts).ToList() is [var only] ? only.Origin : origin;

    private static IEnumerable<HoconNode> Meaningful(IReadOnlyList<HoconNode?> parts)
    {
        foreach (var part in parts)
        {
            if (part is not null and not HoconScalar { IsBlank: true })
                yield return part;
        }
    }

    private static HoconException Mixed(HoconNode first, HoconNode part) =>
        new(part.Origin, $"{part.Kind} cannot be joined to {first.Kind}; put a comma or a new line between them");
}
