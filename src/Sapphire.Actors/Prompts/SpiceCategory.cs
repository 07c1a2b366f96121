using System.Collections.Immutable;

namespace Sapphire.Actors.Prompts;

/// <summary>Spices of one sort.</summary>
/// <param name="Texts">The spices, in order.</param>
/// <param name="Enabled">Whether chats that name no categories take from it.</param>
public sealed record SpiceCategory(ImmutableArray<string> Texts, bool Enabled)
{
    /// <summary>The longest spice, in characters.</summary>
    public const int MaxText = 2000;

    /// <inheritdoc />
    public bool Equals(SpiceCategory? other) => other is not null && Enabled == other.Enabled && Texts.SequenceEqual(other.Texts);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Enabled, Texts.Length);
}
