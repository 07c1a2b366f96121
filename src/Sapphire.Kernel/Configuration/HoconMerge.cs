namespace Sapphire.Kernel.Configuration;

/// <summary>How a later value of a key meets the earlier one; the same for one file, for includes and for layered files.</summary>
internal static class HoconMerge
{
    /// <summary>
    /// Objects merge key by key, anything else replaces. What cannot be known before substitutions are resolved is
    /// kept as layers.
    /// </summary>
    /// <param name="older">The earlier value, or null.</param>
    /// <param name="newer">The later value.</param>
    /// <param name="inPlace">True when nobody else holds <paramref name="older"/>: it may take the fields itself.</param>
    public static HoconNode Combine(HoconNode? older, HoconNode newer, bool inPlace = false)
    {
        switch (older, newer)
        {
            case (null, _):
                return newer;
            case (_, HoconScalar):
            case (_, HoconArray { IsResolved: true }):
                return newer;
            case (_, HoconObject { HidesOlder: true }):
                return newer;
            case (HoconObject below, HoconObject above):
                var merged = inPlace ? below : Copy(below, below.HidesOlder);
                foreach (var (key, value) in above.Fields)
                    merged.Fields[key] = Combine(merged.Fields.GetValueOrDefault(key), value, inPlace);
                return merged;
            case (HoconScalar or HoconArray { IsResolved: true }, HoconObject above):
                return Copy(above, hidesOlder: true);
            case (HoconLayers below, not HoconLayers) when inPlace:
                below.Layers.Add(newer);
                return below;
            default:
                return new HoconLayers([.. LayersOf(older), .. LayersOf(newer)], newer.Origin);
        }
    }

    /// <summary>Sets the value at a path below an object that nobody else holds, making the objects on the way.</summary>
    public static void Set(HoconObject target, ReadOnlySpan<string> path, HoconNode value)
    {
        while (path.Length > 1 && target.Fields.GetValueOrDefault(path[0]) is HoconObject child)
        {
            target = child;
            path = path[1..];
        }

        for (var i = path.Length - 1; i > 0; i--)
        {
            var parent = new HoconObject(value.Origin);
            parent.Fields[path[i]] = value;
            value = parent;
        }

        target.Fields[path[0]] = Combine(target.Fields.GetValueOrDefault(path[0]), value, inPlace: true);
    }

    /// <summary>
    /// The older object, with the newer values in place of the fields that those hide whatever they are: what is hidden is
    /// never resolved, so that it cannot be an error.
    /// </summary>
    public static HoconObject WithoutHidden(HoconObject older, HoconObject newer)
    {
        HoconObject? copy = null;
        foreach (var (key, value) in older.Fields)
        {
            var visible = (value, newer.Fields.GetValueOrDefault(key)) switch
            {
                (_, null) => value,
                (HoconObject below, HoconObject { HidesOlder: false } above) => WithoutHidden(below, above),
                (_, HoconObject { HidesOlder: false }) => value,
                (_, var above) => above,
            };
            if (!ReferenceEquals(visible, value))
                (copy ??= Copy(older, older.HidesOlder)).Fields[key] = visible;
        }

        return copy ?? older;
    }

    /// <summary>An object with the same fields.</summary>
    public static HoconObject Copy(HoconObject source, bool hidesOlder)
    {
        var copy = new HoconObject(source.Origin) { HidesOlder = hidesOlder };
        foreach (var (key, value) in source.Fields)
            copy.Fields[key] = value;
        return copy;
    }

    private static List<HoconNode> LayersOf(HoconNode node) => node is HoconLayers layers ? layers.Layers : [node];
}
