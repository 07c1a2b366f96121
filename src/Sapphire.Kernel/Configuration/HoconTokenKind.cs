namespace Sapphire.Kernel.Configuration;

internal enum HoconTokenKind
{
    /// <summary>End of input.</summary>
    End,

    /// <summary>A line feed, with the comment before it.</summary>
    Newline,

    /// <summary>Whitespace within a line; it counts between the parts of a value.</summary>
    Whitespace,

    /// <summary>Text without quotes, numbers and booleans included.</summary>
    Unquoted,

    /// <summary>A string in quotes, unescaped.</summary>
    Quoted,

    /// <summary><c>{</c></summary>
    OpenBrace,

    /// <summary><c>}</c></summary>
    CloseBrace,

    /// <summary><c>[</c></summary>
    OpenBracket,

    /// <summary><c>]</c></summary>
    CloseBracket,

    /// <summary><c>,</c></summary>
    Comma,

    /// <summary><c>:</c> or <c>=</c></summary>
    Assign,

    /// <summary><c>+=</c></summary>
    Append,

    /// <summary><c>${</c></summary>
    Substitution,

    /// <summary><c>${?</c></summary>
    OptionalSubstitution,
}
