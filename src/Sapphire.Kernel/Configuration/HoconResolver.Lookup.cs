namespace Sapphire.Kernel.Configuration;

// Finds what a path means: along objects, through substitutions, and down the layers of a key that was given values more
// than once. Resolves only what stands on the way.
internal sealed partial class HoconResolver
{
    private HoconNode? Lookup(HoconPath path, HoconSubstitution asker) => Walk(path, asker) is { } node ? Value(node, asker) : null;

    private HoconNode? Walk(HoconPath path, HoconSubstitution asker)
    {
        HoconNode? node = _root;
        var keys = path.Keys;
        for (var i = 0; i < keys.Length && node is not null; i++)
            node = Child(node, keys[i], last: i == keys.Length - 1, asker);

        return node;
    }

    // The value at the end of a path. One that is already being resolved can only mean its earlier layers.
    private HoconNode? Value(HoconNode node, HoconSubstitution asker)
    {
        if (!_open.TryGetValue(node, out var layer))
            return Resolve(node);
        _contextual++;
        if (node is HoconLayers layers)
            return Layers(layers, layer);
        return asker.Optional || ReferenceEquals(node, asker)
            ? SelfReference(asker)
            : throw new HoconException(asker.Origin, $"${{{asker.Path}}} refers to itself, directly or through others");
    }

    private static HoconNode? SelfReference(HoconSubstitution asker) =>
        asker.Optional ? null : throw new HoconException(asker.Origin, $"${{{asker.Path}}} refers to itself and has no earlier value");

    private HoconNode? Child(HoconNode node, string key, bool last, HoconSubstitution asker)
    {
        switch (node)
        {
            case HoconObject value:
                return value.Fields.GetValueOrDefault(key);
            case HoconLayers value:
                var count = value.Layers.Count;
                if (_open.TryGetValue(value, out var open))
                {
                    _contextual++;
                    count = Math.Min(count, open + 1);
                }

                return ChildOfLayers(value, count, key, last, asker);
            case HoconSubstitution value when _crossing.Add(value):
                // The path only leads through it to a field of its target; the target as a whole may be open.
                try
                {
                    var target = value.Prefix.IsRoot ? null : Walk(value.Prefix.Append(value.Path), asker);
                    target ??= Walk(value.Path, asker);
                    return target is null ? null : Child(target, key, last, asker);
                }
                finally
                {
                    _crossing.Remove(value);
                }

            case HoconSubstitution or HoconConcatenation:
                _contextual++;
                return Value(node, asker) is { } resolved ? Child(resolved, key, last, asker) : null;
            default:
                return null;
        }
    }

    private HoconNode? ChildOfLayers(HoconLayers node, int count, string key, bool last, HoconSubstitution asker)
    {
        var found = new List<HoconNode>();
        for (var i = count - 1; i >= 0; i--)
        {
            var layer = Count(node.Layers[i]);
            var asked = layer;
            if (layer is not HoconObject)
            {
                if (_open.ContainsKey(layer))
                {
                    _contextual++;
                    continue;
                }

                var index = i;
                if (Open(node, index, () => Resolve(layer)) is not { } resolved)
                    continue;
                asked = resolved;
            }

            if (asked is not HoconObject value)
                break;
            if (value.Fields.GetValueOrDefault(key) is { } child)
                Collect(found, child, last);
            if (value.HidesOlder || (found.Count > 0 && found[^1] is HoconScalar or HoconArray { IsResolved: true }))
                break;
        }

        found.Reverse();
        return found.Count switch
        {
            0 => null,
            1 => found[0],
            _ => new HoconLayers([.. found], asker.Origin),
        };
    }

    // Newest first. At the end of a path, what is being resolved can only mean what is below it; on the way there, it may
    // also be passed through.
    private void Collect(List<HoconNode> found, HoconNode child, bool last)
    {
        var layers = child as HoconLayers;
        var open = _open.TryGetValue(child, out var layer);
        if (child is HoconObject or HoconArray || (!open && (last || layers is null)))
        {
            found.Add(child);
            return;
        }

        if (open)
            _contextual++;
        if (open && last)
            found.Clear();
        if (layers is null)
            return;
        for (var i = !open ? layers.Layers.Count - 1 : last ? layer - 1 : layer; i >= 0; i--)
            Collect(found, Count(layers.Layers[i]), last);
    }
}
