namespace Sapphire.Kernel.TestKit;

/// <summary>A predicate on messages of a type.</summary>
public sealed class PredicateInfo
{
    private readonly Func<object?, bool> _matches;

    private PredicateInfo(Type type, Func<object?, bool> matches)
    {
        Type = type;
        _matches = matches;
    }

    /// <summary>The type.</summary>
    public Type Type { get; }

    /// <summary>Creates it.</summary>
    public static PredicateInfo Create<T>(Predicate<T> predicateT)
    {
        ArgumentNullException.ThrowIfNull(predicateT);
        return new(typeof(T), m => m is T typed && predicateT(typed));
    }

    /// <inheritdoc />
    public override string ToString() => $"a message of type {Type} that satisfies its predicate";

    internal bool Matches(object? message) => _matches(message);
}
