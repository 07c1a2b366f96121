#pragma warning disable MA0048 // The kinds of offsets.
namespace Sapphire.Persistence.Query;

/// <summary>From where a query goes on. Made with <see cref="NoOffset"/> or <see cref="Sequence"/>.</summary>
public abstract record Offset
{
    private protected Offset()
    {
    }

    /// <summary>From the first event.</summary>
    public static Offset NoOffset() => Query.NoOffset.Instance;

    /// <summary>After the event of this ordering: the offset of an envelope that was dealt with.</summary>
    public static Offset Sequence(long value) => new Sequence(value);

    internal long After => this is Sequence sequence ? sequence.Value : 0;
}

/// <summary>From the first event.</summary>
public sealed record NoOffset : Offset
{
    private NoOffset()
    {
    }

    /// <summary>The only one.</summary>
    public static NoOffset Instance { get; } = new();
}

/// <summary>After an ordering.</summary>
/// <param name="Value">The ordering of an event, or 0.</param>
public sealed record Sequence(long Value) : Offset;
