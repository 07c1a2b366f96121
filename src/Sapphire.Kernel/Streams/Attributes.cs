#pragma warning disable MA0048, CA1034 // Akka's shape: the attributes lie within the type that holds them.
namespace Sapphire.Kernel.Streams;

/// <summary>Settings of a part of a graph. They hold for everything inside the part; the innermost wins.</summary>
public sealed class Attributes
{
    private readonly Attributes? _outer;
    private readonly IAttribute? _attribute;

    private Attributes(Attributes? outer, IAttribute? attribute)
    {
        _outer = outer;
        _attribute = attribute;
    }

    /// <summary>One setting.</summary>
    public interface IAttribute;

    /// <summary>No setting.</summary>
    public static Attributes None { get; } = new(null, null);

    /// <summary>A name, for messages.</summary>
    public static Attributes CreateName(string name) => None.And(new Name(name));

    /// <summary>How many elements an asynchronous boundary holds.</summary>
    /// <param name="initial">Where Akka starts; kept for its signature, no bound of ours.</param>
    /// <param name="max">The bound, 1 or more.</param>
    public static Attributes CreateInputBuffer(int initial, int max)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(initial, max);
        return None.And(new InputBuffer(initial, max));
    }

    /// <summary>These, and one that wins over them.</summary>
    public Attributes And(IAttribute other) => new(this, other);

    /// <summary>These, and others that win over them.</summary>
    public Attributes And(Attributes other)
    {
        if (other._attribute is null) return this;
        return _attribute is null ? other : And(other._outer ?? None).And(other._attribute);
    }

    /// <summary>The innermost setting of a type, or null.</summary>
    public TAttribute? GetAttribute<TAttribute>()
        where TAttribute : class, IAttribute
    {
        for (Attributes? at = this; at is not null; at = at._outer)
        {
            if (at._attribute is TAttribute found) return found;
        }

        return null;
    }

    /// <summary>The innermost setting of a type, or a default.</summary>
    public TAttribute GetAttribute<TAttribute>(TAttribute defaultIfNotFound)
        where TAttribute : class, IAttribute => GetAttribute<TAttribute>() ?? defaultIfNotFound;

    /// <summary>A name.</summary>
    public sealed record Name(string Value) : IAttribute;

    /// <summary>The size of the buffers of asynchronous boundaries, in elements.</summary>
    public sealed record InputBuffer(int Initial, int Max) : IAttribute;
}

/// <summary>Attributes that concern failures.</summary>
public static class ActorAttributes
{
    /// <summary>Decides what a stage does when a function given to it throws.</summary>
    public static Attributes CreateSupervisionStrategy(Supervision.Decider strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        return Attributes.None.And(new SupervisionStrategy(strategy));
    }

    /// <summary>The decider of a part of a graph.</summary>
    public sealed record SupervisionStrategy(Supervision.Decider Decider) : Attributes.IAttribute;
}
