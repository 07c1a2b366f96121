#pragma warning disable MA0048 // The interface and its two implementations.
namespace Sapphire.Kernel.Actor;

/// <summary>Judges failures.</summary>
public interface IDecider
{
    /// <summary>What to do about an exception.</summary>
    Directive Decide(Exception cause);
}

/// <summary>Makes deciders.</summary>
public static class Decider
{
    /// <summary>From a function.</summary>
    public static LocalOnlyDecider From(Func<Exception, Directive> localOnlyDecider) => new(localOnlyDecider);

    /// <summary>From pairs such as <c>Directive.Stop.When&lt;IOException&gt;()</c>: the first whose type, or base type, the exception has; else the default.</summary>
    public static DeployableDecider From(Directive defaultDirective, params KeyValuePair<Type, Directive>[] pairs) => new(defaultDirective, pairs);

    /// <summary>From pairs.</summary>
    public static DeployableDecider From(Directive defaultDirective, IEnumerable<KeyValuePair<Type, Directive>> pairs) => new(defaultDirective, pairs);
}

/// <summary>Makes pairs for <see cref="Decider.From(Directive, KeyValuePair{Type, Directive}[])"/>.</summary>
public static class DirectiveExtensions
{
    /// <summary>This directive for a type of exception.</summary>
    public static KeyValuePair<Type, Directive> When<TException>(this Directive self)
        where TException : Exception => new(typeof(TException), self);
}

/// <summary>A decider from a function.</summary>
public sealed class LocalOnlyDecider : IDecider
{
    private readonly Func<Exception, Directive> _decider;

    /// <summary>Creates it.</summary>
    public LocalOnlyDecider(Func<Exception, Directive> decider)
    {
        ArgumentNullException.ThrowIfNull(decider);
        _decider = decider;
    }

    /// <inheritdoc />
    public Directive Decide(Exception cause) => _decider(cause);
}

/// <summary>A decider from pairs of type and directive, which can be compared.</summary>
public sealed class DeployableDecider : IDecider, IEquatable<DeployableDecider>
{
    private readonly KeyValuePair<Type, Directive>[] _pairs;

    /// <summary>Creates it.</summary>
    public DeployableDecider(Directive defaultDirective, IEnumerable<KeyValuePair<Type, Directive>> pairs)
    {
        DefaultDirective = defaultDirective;
        _pairs = [.. pairs];
    }

    /// <summary>Creates it.</summary>
    public DeployableDecider(Directive defaultDirective, params KeyValuePair<Type, Directive>[] pairs)
        : this(defaultDirective, (IEnumerable<KeyValuePair<Type, Directive>>)pairs)
    {
    }

    /// <summary>Where no pair fits.</summary>
    public Directive DefaultDirective { get; }

    /// <summary>The pairs, in the order they are tried.</summary>
    public IReadOnlyList<KeyValuePair<Type, Directive>> Pairs => _pairs;

    /// <inheritdoc />
    public Directive Decide(Exception cause)
    {
        foreach ((Type type, Directive directive) in _pairs)
        {
            if (type.IsInstanceOfType(cause)) return directive;
        }

        return DefaultDirective;
    }

    /// <inheritdoc />
    public bool Equals(DeployableDecider? other) => other is not null && DefaultDirective == other.DefaultDirective && _pairs.SequenceEqual(other._pairs);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as DeployableDecider);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(DefaultDirective, _pairs.Length);
}
