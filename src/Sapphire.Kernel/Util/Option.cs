namespace Sapphire.Kernel.Util;

/// <summary>A value, or none.</summary>
/// <typeparam name="T">Of what type.</typeparam>
#pragma warning disable CA1000 // The names by which it is known.
public readonly record struct Option<T>
{
    private readonly T _value;

    /// <summary>A value.</summary>
    public Option(T value)
    {
        _value = value;
        HasValue = true;
    }

    /// <summary>None.</summary>
    public static Option<T> None => default;

    /// <summary>Whether there is a value.</summary>
    public bool HasValue { get; }

    /// <summary>The value, or the type's default.</summary>
    public T Value => _value;

    /// <summary>A value.</summary>
    public static Option<T> Create(T value) => new(value);

    /// <summary>A value.</summary>
    public static implicit operator Option<T>(T value) => new(value);

    /// <summary>The value, or another where there is none.</summary>
    public T GetOrElse(T fallbackValue) => HasValue ? _value : fallbackValue;

    /// <inheritdoc />
    public override string ToString() => HasValue ? $"Some({_value})" : "None";
}
