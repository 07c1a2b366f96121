namespace Sapphire.Kernel.Util;

/// <summary>A value, or none.</summary>
public readonly record struct Option<T>
{
    private readonly T _value;

    /// <summary>A value.</summary>
    public Option(T value)
    {
        _value = value;
        HasValue = true;
    }

    /// <summary>No value.</summary>
#pragma warning disable CA1000 // The name by which it is known.
    public static Option<T> None => default;
#pragma warning restore CA1000

    /// <summary>Whether there is one.</summary>
    public bool HasValue { get; }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public T Value => HasValue ? _value : throw new InvalidOperationException("There is no value. Look at HasValue first.");

    /// <summary>The value, or another.</summary>
    public T GetOrElse(T fallbackValue) => HasValue ? _value : fallbackValue;

    /// <inheritdoc />
    public override string ToString() => HasValue ? $"Some({_value})" : "None";
}
