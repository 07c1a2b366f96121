using System.Collections.Immutable;

namespace Sapphire.Actors.Prompts;

/// <summary>The pieces that an assembled prompt is made of: keys of the library, by kind. At most one of each kind that is no list.</summary>
public sealed class PieceSelection : IEquatable<PieceSelection>
{
    private readonly ImmutableArray<ImmutableArray<string>> _keys;

    private PieceSelection(ImmutableArray<ImmutableArray<string>> keys) => _keys = keys;

    /// <summary>No piece.</summary>
    public static PieceSelection Empty { get; } = new([.. PieceKinds.All.Select(static _ => ImmutableArray<string>.Empty)]);

    /// <summary>The keys of a kind, in order.</summary>
    public ImmutableArray<string> this[PieceKind kind] => _keys[(int)kind];

    /// <summary>This with other keys of a kind. Keys given twice are taken once; of a kind that is no list only the first one.</summary>
    public PieceSelection With(PieceKind kind, params IEnumerable<string> keys)
    {
        IEnumerable<string> wanted = keys.Where(static k => k.Length > 0).Distinct(StringComparer.Ordinal);
        return new(_keys.SetItem((int)kind, [.. kind.IsList() ? wanted : wanted.Take(1)]));
    }

    /// <summary>This with one more of a list, or another one of a kind that is no list.</summary>
    public PieceSelection Add(PieceKind kind, string key) => With(kind, kind.IsList() ? this[kind].Add(key) : [key]);

    /// <summary>This without a key.</summary>
    public PieceSelection Remove(PieceKind kind, string key) => With(kind, this[kind].Remove(key));

    /// <summary>This with a key called otherwise.</summary>
    public PieceSelection Rename(PieceKind kind, string key, string to) => With(kind, this[kind].Select(k => k == key ? to : k));

    /// <inheritdoc />
    public bool Equals(PieceSelection? other) => other is not null && _keys.Zip(other._keys).All(static pair => pair.First.SequenceEqual(pair.Second));

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as PieceSelection);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (string key in _keys.SelectMany(static k => k))
        {
            hash.Add(key, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }
}
