using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Sapphire.Kernel.Configuration;

/// <summary>
/// Replaces substitutions by values. A path is looked up in the whole tree, then in the environment; only the values on
/// the way to it are resolved, so that an object may refer to its own fields. A value that is met again while it is
/// being resolved means its earlier layers (<c>a = ${a} [1]</c>); where there is none, it is a cycle.
/// </summary>
internal sealed partial class HoconResolver
{
    /// <summary>Values resolved while others wait for them.</summary>
    internal const int MaximumDepth = 1000;

    /// <summary>Objects and lists nest at most this deep when substitutions are replaced.</summary>
    internal const int MaximumHeight = 2 * HoconParser.MaximumDepth;

    /// <summary>Values resolved in all: a few lines can ask for exponentially many.</summary>
    internal const int MaximumSteps = 200_000;

    private readonly HoconObject _root;
    private readonly Func<string, string?> _environment;

    // What is being resolved, and for layers from which layer on its own value means the earlier ones.
    private readonly Dictionary<HoconNode, int> _open = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<HoconNode, HoconNode?> _done = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<HoconNode, (long Values, int Height)> _sizes = new(ReferenceEqualityComparer.Instance);

    private readonly Dictionary<HoconObject, HoconObject> _plain = new(ReferenceEqualityComparer.Instance);

    // Each substitution is resolved once, even where its value depended on what was open: of two fields that refer to
    // each other, both then have the value of the one that comes first.
    private readonly Dictionary<HoconSubstitution, HoconNode?> _substituted = new(ReferenceEqualityComparer.Instance);

    // Substitutions that a path leads through at the moment.
    private readonly HashSet<HoconNode> _crossing = new(ReferenceEqualityComparer.Instance);
    private int _steps;
    private int _depth;

    // Grows whenever a value depended on what was open at that moment; such a result is not kept.
    private int _contextual;

    private HoconResolver(HoconObject root, Func<string, string?> environment)
    {
        _root = root;
        _environment = environment;
    }

    /// <summary>Resolves a whole tree.</summary>
    /// <param name="root">The tree.</param>
    /// <param name="environment">Gives the value of an environment variable, or null.</param>
    /// <exception cref="HoconException">A substitution without a value, a cycle, values that cannot be joined.</exception>
    public static HoconObject Resolve(HoconObject root, Func<string, string?> environment) =>
        (HoconObject)new HoconResolver(root, environment).Resolve((HoconNode)root)!;

    private HoconNode? Resolve(HoconNode node)
    {
        if (node is HoconScalar)
            return Count(node);
        if (_done.TryGetValue(node, out var known))
            return Count(known ?? node) is null ? null : known;
        if (node is HoconSubstitution memo && _substituted.TryGetValue(memo, out var before))
            return before;
        Count(node);
        if (++_depth > MaximumDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new HoconException(node.Origin, $"substitutions and values nest deeper than {MaximumDepth}; is there a cycle?");
        var contextual = _contextual;
        var result = node switch
        {
            HoconObject value => Object(value),
            HoconArray value => Array(value),
            HoconConcatenation value => Open(value, 0, () => Concatenation(value)),
            HoconSubstitution value => Open(value, 0, () => Substitution(value)),
            HoconLayers value => Layers(value, value.Layers.Count),
            _ => throw new InvalidOperationException($"{node.GetType().Name} cannot be resolved."),
        };
        _depth--;
        if (result is not null && Measure(result) is var (values, height))
        {
            if (values > MaximumSteps)
                throw new HoconException(node.Origin, $"the substitutions make more than {MaximumSteps} values");
            if (height > MaximumHeight)
                throw new HoconException(node.Origin, $"the substitutions make objects and lists that nest deeper than {MaximumHeight}");
        }

        if (node is HoconSubstitution substitution)
            _substituted[substitution] = result;
        if (contextual == _contextual)
            _done[node] = result;
        return result;
    }

    private HoconNode Count(HoconNode node)
    {
        if (++_steps > MaximumSteps)
            throw new HoconException(node.Origin, $"the substitutions make more than {MaximumSteps} values");
        return node;
    }

    // Values are shared, not copied, so that a few lines can stand for more than any memory holds: they are counted as
    // if they were written out.
    private (long Values, int Height) Measure(HoconNode node)
    {
        if (node is HoconScalar scalar)
            return (1 + (scalar.Text.Length / 64), 0);
        if (_sizes.TryGetValue(node, out var known))
            return known;
        long values = 1;
        var height = 0;
        foreach (var child in node is HoconObject value ? value.Fields.Values : (IEnumerable<HoconNode>)((HoconArray)node).Items)
        {
            var size = Measure(child);
            values += size.Values;
            height = Math.Max(height, size.Height + 1);
        }

        return _sizes[node] = (values, height);
    }

    // The value as another key takes it over: what it hid at its own key, it does not hide there. The value itself where it
    // hides nothing.
    private HoconNode Plain(HoconNode value)
    {
        if (value is not HoconObject node)
            return value;
        if (_plain.TryGetValue(node, out var known))
            return known;
        var copy = node.HidesOlder ? HoconMerge.Copy(node, hidesOlder: false) : null;
        foreach (var (key, child) in node.Fields)
        {
            var plain = Plain(child);
            if (!ReferenceEquals(plain, child))
                (copy ??= HoconMerge.Copy(node, hidesOlder: false)).Fields[key] = plain;
        }

        return _plain[node] = copy ?? node;
    }

    private HoconNode? Open(HoconNode node, int layer, Func<HoconNode?> resolve)
    {
        var before = _open.TryGetValue(node, out var outer) ? outer : -1;
        _open[node] = layer;
        try
        {
            return resolve();
        }
        finally
        {
            if (before >= 0)
                _open[node] = before;
            else
                _open.Remove(node);
        }
    }

    private HoconNode Object(HoconObject node)
    {
        return Open(node, 0, () =>
        {
            var result = new HoconObject(node.Origin) { HidesOlder = node.HidesOlder };
            foreach (var (key, value) in node.Fields)
            {
                // Undefined: the field does not exist.
                if (Resolve(value) is { } resolved)
                    result.Fields[key] = resolved;
            }

            return result;
        })!;
    }

    private HoconNode Array(HoconArray node)
    {
        return Open(node, 0, () =>
        {
            var items = ImmutableArray.CreateBuilder<HoconNode>(node.Items.Length);
            foreach (var item in node.Items)
            {
                if (Resolve(item) is { } resolved)
                    items.Add(resolved);
            }

            return new HoconArray(items.ToImmutable(), node.Origin);
        })!;
    }

    // From the last part to the first, so that what a later object hides is not resolved.
    private HoconNode? Concatenation(HoconConcatenation node)
    {
        var parts = new HoconNode?[node.Parts.Length];
        HoconObject? later = null;
        for (var i = parts.Length - 1; i >= 0; i--)
        {
            var part = node.Parts[i];
            parts[i] = Resolve(later is not null && part is HoconObject { IsResolved: false } below ? HoconMerge.WithoutHidden(below, later) : part);
            if (parts[i] is HoconObject value)
                later = later is null ? value : (HoconObject)HoconMerge.Combine(value, later);
        }

        return HoconConcatenator.Join(parts, node.Origin);
    }

    // The value of the layers below `count`: the newest one that is defined, merged with older ones while they are objects.
    private HoconNode? Layers(HoconLayers node, int count)
    {
        if (count > 1 && node.Layers[count - 1] is HoconConcatenation { IsAppend: true })
            return Appended(node, count);
        HoconNode? result = null;
        for (var i = count - 1; i >= 0; i--)
        {
            var layer = i;
            var asked = node.Layers[i] is HoconObject { IsResolved: false } below && result is HoconObject above ? HoconMerge.WithoutHidden(below, above) : node.Layers[i];
            var value = Open(node, layer, () => Resolve(asked));
            if (value is null)
                continue;
            if (result is null)
                result = value;
            else
                result = HoconMerge.Combine(value, result);
            if (result is not HoconObject { HidesOlder: false } || value is not HoconObject)
                break;
        }

        return result;
    }

    // A run of `+=`: one after the other from the oldest, for each one refers to the one before it, and there may be
    // thousands.
    private HoconNode? Appended(HoconLayers node, int count)
    {
        var start = count - 1;
        while (start > 0 && node.Layers[start - 1] is HoconConcatenation { IsAppend: true })
            start--;
        var oldest = (HoconConcatenation)node.Layers[start];
        var parts = new List<HoconNode?>
        {
            oldest.Parts[0] is HoconSubstitution { Path.IsRoot: true } ? Layers(node, start) : Open(node, start, () => Resolve(oldest.Parts[0])),
        };
        for (var i = start; i < count; i++)
        {
            var layer = i;
            parts.Add(Open(node, layer, () => Resolve(((HoconConcatenation)node.Layers[layer]).Parts[1])));
        }

        return HoconConcatenator.Join(parts, node.Layers[count - 1].Origin);
    }

    private HoconNode? Substitution(HoconSubstitution node)
    {
        if (node.Path.IsRoot)
            return null;
        if (!node.Prefix.IsRoot && Lookup(node.Prefix.Append(node.Path), node) is { } relative)
            return Plain(relative);
        if (Lookup(node.Path, node) is { } found)
            return Plain(found);
        if (node.OwnValueOnly)
            return null;
        var name = string.Join('.', node.Path.Keys);
        if (!name.Contains('\0', StringComparison.Ordinal) && name.Length > 0 && _environment(name) is { } variable)
            return new HoconScalar(variable, HoconScalarKind.String, new ConfigOrigin(null, 0, 0, name));
        if (node.Optional)
            return null;
        throw new HoconException(
            node.Origin,
            $"${{{node.Path}}} has no value: neither the configuration nor the environment defines it; write ${{?{node.Path}}} if it may be missing");
    }
}
