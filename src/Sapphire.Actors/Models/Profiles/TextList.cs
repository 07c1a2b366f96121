using System.Collections.Immutable;

namespace Sapphire.Actors.Models;

/// <summary>Some texts, equal when their texts are.</summary>
public sealed record TextList(ImmutableArray<string> Items)
{
    /// <inheritdoc/>
    public bool Equals(TextList? other) => other is not null && Items.SequenceEqual(other.Items, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Items.Length, Items.IsEmpty ? "" : Items[0]);
}
