using System.Collections.Immutable;

namespace Sapphire.Actors.Assistant.Grammar;

/// <summary>A pattern of the phrase table as a tree; the same shapes as a JSGF rule expansion.</summary>
internal abstract record PatternNode
{
    /// <summary>One word, literally.</summary>
    public sealed record Word(string Text) : PatternNode;

    /// <summary>One after the other.</summary>
    public sealed record Sequence(ImmutableArray<PatternNode> Parts) : PatternNode;

    /// <summary>One of several.</summary>
    public sealed record Choice(ImmutableArray<PatternNode> Options) : PatternNode;

    /// <summary>There or not.</summary>
    public sealed record Optional(PatternNode Inner) : PatternNode;

    /// <summary>A value that a slot parser reads, bound to a name.</summary>
    public sealed record Slot(string Name, SlotKind Kind) : PatternNode;
}
