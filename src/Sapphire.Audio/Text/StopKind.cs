namespace Sapphire.Audio.Text;

/// <summary>What a full stop after a word means.</summary>
internal enum StopKind
{
    /// <summary>The sentence is over.</summary>
    End,

    /// <summary>It is part of an abbreviation.</summary>
    Never,

    /// <summary>The next word decides: a common first word of sentences begins one.</summary>
    Maybe,

    /// <summary>It is part of an abbreviation when a number follows.</summary>
    NotBeforeNumber,

    /// <summary>The sentence is over when a capital follows.</summary>
    BeforeCapital,

    /// <summary>After a number: it is part of a date when a month follows, as German writes it.</summary>
    Ordinal,
}
